import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, TOKEN } from '../src/http/testing/serve.ts';
import { writeRandomLlama } from '../src/kit/gguf/testing/random-llama.ts';
import { writeRandomLora } from '../src/kit/gguf/testing/random-lora.ts';
import { createRuntime } from '../src/runtime.ts';
import { openHome } from '../src/store/home.ts';
import { inspectGguf } from '../src/store/inspect.ts';
import { createModelStore } from '../src/store/models.ts';
import { placeAdapter } from '../src/store/place-adapter.ts';

const folder = mkdtempSync(join(tmpdir(), 'kept-conversations-'));
const home = openHome(join(folder, 'home'));
const kept = join(home.dir, 'cache', 'conversations');
let runtime: Runtime;
let server: RunningServer;

beforeAll(async () => {
  const path = join(folder, 'sound.gguf');
  writeRandomLlama(path, { context: 1024 });
  await (await createModelStore({ home, inspect: inspectGguf })).add({ path, id: 'sound' });
  await open();
});
async function open(): Promise<void> {
  const settings = { local: { threads: 1, parallel: 2, contextSize: 1024 } };
  runtime = await createRuntime(settings, { home: home.dir, env: {}, cwd: folder });
  const own = { ...runtime.settings, server: { ...runtime.settings.server, port: 0 } };
  server = await startServer({ runtime, settings: own, token: TOKEN });
}
async function close(): Promise<void> {
  await server.close();
  await runtime.close();
}
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 8 });
});

interface Answer {
  choices: { message: { content: string } }[];
  usage: { prompt_tokens_details?: { cached_tokens?: number } };
  model: string;
  error?: { code: string; param: string };
}
async function ask(content: string, label: string, more: object = {}): Promise<Answer> {
  const messages = [{ role: 'user', content }];
  const body = { model: 'local/sound', messages, max_tokens: 8, temperature: 0, ...more };
  const reply = await callServer(server.port, {
    path: '/v1/chat/completions',
    body,
    headers: { 'x-nearmost-label': label },
  });
  return reply.json() as Answer;
}
const files = (): number => readdirSync(kept).filter((name) => name.endsWith('.kv')).length;
const cached = ({ usage }: Answer): number => usage.prompt_tokens_details?.cached_tokens ?? 0;

test('a personal conversation survives an unload and a restart of the server, a secret one leaves nothing', async () => {
  const secret = 'a secret that must not be written anywhere '.repeat(5);
  const personal = 'a long tale of a journey by sea, told at night '.repeat(5);
  await ask(secret, 'secret');
  await runtime.unload('local/sound');
  expect(files()).toBe(0);
  const first = await ask(personal, 'personal');
  await runtime.unload('local/sound');
  expect(files()).toBe(1);
  const again = await ask(personal, 'personal');
  expect(cached(again)).toBeGreaterThan(200);
  expect(again.choices[0]?.message.content).toBe(first.choices[0]?.message.content);
  await close();
  await open();
  expect(cached(await ask(personal, 'personal'))).toBeGreaterThan(200);
  await expect(runtime.learning.forget({ app: 'default' })).rejects.toMatchObject({ code: 'not_found' });
  expect(files()).toBe(0);
  await runtime.unload('local/sound');
  expect(files()).toBe(0);
  expect(cached(await ask(personal, 'personal'))).toBe(0);
});

test('a skill that is added while the server runs answers the next request', async () => {
  const plain = await ask('tell me', 'personal');
  const missing = await ask('tell me', 'personal', { adapter: 'sailor' });
  expect(missing.error).toMatchObject({ code: 'unknown_model' });
  const path = join(folder, 'sailor.gguf');
  writeRandomLora(path, { seed: 4 });
  const store = await createModelStore({ home, inspect: inspectGguf });
  placeAdapter({
    home,
    base: store.resolve('sound'),
    name: 'sailor',
    path,
    sha256: 'ab'.repeat(32),
    card: { name: 'sailor', licence: 'none', jobs: ['skill'] },
    addedAt: Date.now(),
  });
  const before = (await runtime.loaded())[0]?.pid;
  const adapted = await ask('tell me', 'personal', { adapter: 'sailor' });
  expect(adapted.model).toBe('local/sound+sailor');
  expect(adapted.choices[0]?.message.content).not.toBe(plain.choices[0]?.message.content);
  const named = await ask('tell me', 'personal', { model: 'local/sound+sailor' });
  expect(named.choices[0]?.message.content).toBe(adapted.choices[0]?.message.content);
  const alone = await ask('tell me', 'personal');
  expect(alone.choices[0]?.message.content).toBe(plain.choices[0]?.message.content);
  expect((await runtime.loaded()).map(({ pid }) => pid)).toEqual([before]);
  expect((await ask('tell me', 'personal', { adapter: path })).error).toMatchObject({ param: 'adapter' });
  expect(existsSync(path)).toBe(true);
});
