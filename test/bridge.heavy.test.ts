import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, TOKEN, type Wire } from '../src/http/testing/serve.ts';
import { writeRandomLlama } from '../src/kit/gguf/testing/random-llama.ts';
import { startFakeUpstream, type FakeUpstream } from '../src/kit/testing/fake-upstream.ts';
import { createRuntime } from '../src/runtime.ts';
import { openHome } from '../src/store/home.ts';
import { inspectGguf } from '../src/store/inspect.ts';
import { createModelStore } from '../src/store/models.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-bridge-'));
const home = openHome(join(folder, 'home'));
let upstream: FakeUpstream;
let runtime: Runtime;
let server: RunningServer;

beforeAll(async () => {
  upstream = await startFakeUpstream({
    script: {
      body: {
        id: 'x',
        object: 'chat.completion',
        model: 'large',
        choices: [{ index: 0, message: { role: 'assistant', content: 'from afar' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
      },
    },
  });
  const store = await createModelStore({ home, inspect: inspectGguf });
  for (const id of ['slow', 'other']) {
    const path = join(folder, `${id}.gguf`);
    writeRandomLlama(path, { context: 512 });
    await store.add({ path, id });
  }
  runtime = await createRuntime(
    {
      local: { threads: 1, parallel: 1, contextSize: 512, model: 'slow' },
      // any load is a long one
      memory: { bridgeSeconds: 0.001, bridgeShare: 1 },
      // an answer of random weights is served as it is
      router: { threshold: 0 },
      providers: { acme: { baseUrl: `${upstream.url}/v1`, key: 'k', model: 'large' } },
    },
    { home: home.dir, env: {}, cwd: folder },
  );
  const settings = { ...runtime.settings, server: { ...runtime.settings.server, port: 0 } };
  server = await startServer({ runtime, settings, token: TOKEN });
});
afterAll(async () => {
  await server.close();
  await runtime.close();
  await upstream.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 8 });
});

const ask = (model: string, headers: Record<string, string>): Promise<Wire> =>
  callServer(server.port, {
    path: '/v1/chat/completions',
    body: {
      model,
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Tell me of the sea.' },
      ],
      max_tokens: 4,
    },
    headers,
  });
const answered = async (model: string, headers: Record<string, string>): Promise<unknown> => {
  const reply = await ask(model, headers);
  return reply.status === 200 ? reply.headers['x-nearmost-model'] : reply.text;
};
/** Unloads everything. */
const cold = async (): Promise<void> => {
  for (const { model } of await runtime.loaded()) await runtime.unload(model);
};
const isPublic = { 'x-nearmost-label': 'public' };

test('nothing is sent before something was answered here', async () => {
  expect(await answered('auto', isPublic)).toBe('local/slow');
  expect(upstream.requests).toEqual([]);
});

test('while its model loads a public request is answered by the provider; the row, the figures and the reply say so', async () => {
  await cold();
  const reply = await ask('auto', isPublic);
  expect([reply.status, reply.headers['x-nearmost-model']]).toEqual([200, 'acme/large']);
  expect(reply.headers['x-nearmost-reason']).toMatch(/^local\/slow: it is not in memory/);
  expect(upstream.requests).toHaveLength(1);
  const row = runtime.entry(String(reply.headers['x-request-id']));
  expect(row?.attempts.map(({ outcome }) => outcome)).toEqual(['bridged', 'answered']);
  expect(row?.egressBytes).toBeGreaterThan(0);
  expect(await runtime.metrics()).toContain('nearmost_bridged_total{place="cloud"} 1\n');
});

test('a model of this device that is there goes before the provider', async () => {
  await cold();
  expect(await answered('local/other', isPublic)).toBe('local/other');
  const before = upstream.requests.length;
  expect(await answered('auto', isPublic)).toBe('local/other');
  expect(upstream.requests).toHaveLength(before);
});

test.each<[string, string, Record<string, string>]>([
  ['personal', 'auto', { 'x-nearmost-label': 'personal' }],
  ['secret', 'auto', { 'x-nearmost-label': 'secret' }],
  ['without a label', 'auto', {}],
  ['a named model', 'local/slow', isPublic],
  ['pinned to the device', 'auto', { ...isPublic, 'x-nearmost-route': 'local' }],
])('%s: it waits, and nothing leaves', async (_, model, headers) => {
  await cold();
  const before = upstream.requests.length;
  expect(await answered(model, headers)).toBe('local/slow');
  expect(upstream.requests).toHaveLength(before);
});

test('a provider that is down costs nothing but the wait', async () => {
  await cold();
  upstream.play({ status: 503 });
  expect(await answered('auto', isPublic)).toBe('local/slow');
});

test('what an app declares is loaded before it asks', async () => {
  await cold();
  const reply = await ask('local/slow', { 'x-nearmost-next-model': 'local/other' });
  expect(reply.headers['x-nearmost-warnings']).toBeUndefined();
  const isReady = async (): Promise<boolean> =>
    (await runtime.loaded()).some(({ model, state }) => model === 'local/other' && state === 'ready');
  await expect.poll(isReady).toBe(true);
  expect(await runtime.prewarm('local/other', { app: 'x', inMs: 10 })).toEqual({
    model: 'local/other',
    state: 'ready',
  });
  for (const inMs of [-1, Number.NaN, Infinity])
    await expect(runtime.prewarm('local/other', { inMs })).rejects.toMatchObject({ param: 'inMs' });
  await expect(runtime.prewarm('nope')).rejects.toMatchObject({ code: 'unknown_model' });
});
