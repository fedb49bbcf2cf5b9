import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, eventsOf, TOKEN, type Wire } from '../src/http/testing/serve.ts';
import { createRuntime } from '../src/runtime.ts';

const folder = mkdtempSync(join(tmpdir(), 'mixture-'));
let runtime: Runtime;
let server: RunningServer;

beforeAll(async () => {
  runtime = await createRuntime(
    { local: { threads: 1 } },
    { home: join(folder, 'home'), env: {}, cwd: folder },
  );
  const settings = { ...runtime.settings, server: { ...runtime.settings.server, port: 0 } };
  server = await startServer({ runtime, settings, token: TOKEN, graceMs: 100 });
});
afterAll(async () => {
  await server.close();
  await runtime.close();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

const say = (content: string, more: object = {}): Promise<Wire> =>
  callServer(server.port, {
    path: '/v1/chat/completions',
    body: { model: 'moa', messages: [{ role: 'user', content }], ...more },
  });

/** The ledger row of a reply. */
const rowOf = (reply: Wire) => runtime.entry(String(reply.headers['x-nearmost-request-id']));

test('a command: members of the house propose, one answer comes back, and the row tells of each', async () => {
  const reply = await say('wake me at 6:30 tomorrow');
  expect(reply.status, reply.text).toBe(200);
  const { choices, usage, nearmost } = reply.json() as {
    choices: { message: { content: string } }[];
    usage: { completion_tokens: number };
    nearmost: { model: string; place: string };
  };
  expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({
    intent: 'SetAlarm',
    slots: { time: '6:30', date: 'tomorrow' },
  });
  expect(nearmost).toMatchObject({ model: 'moa', place: 'local' });
  const row = rowOf(reply);
  expect(row).toMatchObject({ requestedModel: 'moa', model: 'moa', costUsd: 0, egressBytes: 0 });
  const proposed = row?.attempts.filter(({ outcome }) => outcome === 'proposed') ?? [];
  expect(proposed.length).toBeGreaterThanOrEqual(2);
  expect(new Set(proposed.map(({ model }) => model)).size).toBe(proposed.length);
  expect(row?.outputTokens).toBe(usage.completion_tokens);
});

test('what taggers know they answer by themselves; what they do not know they leave to the house', async () => {
  const asked = async (content: string): Promise<string[]> =>
    rowOf(await say(content))?.attempts.map(({ model, detail }) => `${model}: ${detail}`) ?? [];
  const music = await asked('play some jazz by Miles Davis');
  expect(music.map((line) => line.split(':')[0])).toEqual([
    'local/house+tags',
    'local/house+tags-varied',
    'moa',
  ]);
  const alarm = await asked('wake me at 6:30 tomorrow');
  expect(alarm.filter((line) => line.startsWith('local/house+tags'))).toEqual([
    'local/house+tags: it says the request is none of its business',
    'local/house+tags-varied: it says the request is none of its business',
  ]);
  const alone = await callServer(server.port, {
    path: '/v1/chat/completions',
    body: {
      model: 'local/house+tags',
      messages: [{ role: 'user', content: 'play some jazz by Miles Davis' }],
    },
  });
  expect(alone.status, alone.text).toBe(200);
  const { choices } = alone.json() as { choices: { message: { content: string } }[] };
  expect(JSON.parse(choices[0]?.message.content ?? '')).toMatchObject({ intent: 'PlayMusic' });
});

test('streamed: one answer, its end, the tokens of all proposals', async () => {
  const reply = await say('play Norah Jones', { stream: true, stream_options: { include_usage: true } });
  const events = eventsOf(reply.text);
  expect(events.at(-1)).toBe('[DONE]');
  const chunks = events.slice(0, -1).map((data) => JSON.parse(data));
  const text = chunks.map(({ choices }) => choices[0]?.delta?.content ?? '').join('');
  expect(JSON.parse(text)).toEqual({ intent: 'PlayMusic', slots: { artist: 'Norah Jones' } });
  expect(chunks.at(-1).usage.completion_tokens).toBeGreaterThan(10);
});

test('nobody here can answer: an error that says why', async () => {
  const schema = { type: 'object', properties: { answer: { enum: ['yes', 'no'] } }, required: ['answer'] };
  const reply = await say('is it raining?', {
    response_format: { type: 'json_schema', json_schema: { name: 'a', schema } },
  });
  // a schema of its own makes it no everyday command, and this device has no model for all
  expect(reply.status, reply.text).toBe(422);
  expect(reply.text).toContain('no_candidate');
});

test('it is listed, and asked for alone', async () => {
  const listed = (await callServer(server.port, { path: '/v1/models' })).json() as { data: { id: string }[] };
  expect(listed.data.map(({ id }) => id)).toContain('moa');
  const gone = await callServer(server.port, {
    path: '/v1/completions',
    body: { model: 'moa', prompt: 'x' },
  });
  expect(gone.status).toBe(422);
  expect(gone.text).toContain('conversations only');
});
