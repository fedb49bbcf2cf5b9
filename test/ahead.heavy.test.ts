import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderWhy } from '../src/cli/views/why.ts';
import { createPaint } from '../src/cli/paint.ts';
import type { Runtime } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, eventsOf, TOKEN, type Wire } from '../src/http/testing/serve.ts';
import { createRuntime } from '../src/runtime.ts';

const home = mkdtempSync(join(tmpdir(), 'nearmost-ahead-'));
const TAGGER = 'local/house+tags';
const MUSIC = 'play some jazz by Miles Davis';
let runtime: Runtime;
let server: RunningServer;
beforeAll(async () => {
  runtime = await createRuntime({ local: { threads: 1 }, server: { port: 0 } }, { home, cwd: home, env: {} });
  server = await startServer({ runtime, settings: runtime.settings, token: TOKEN });
});
afterAll(async () => {
  await server?.close();
  await runtime?.close();
  rmSync(home, { recursive: true, force: true });
});

interface Reply {
  choices: { message: { content: string } }[];
  usage: { prompt_tokens: number; completion_tokens: number };
}
const ask = (content: string, more: object = {}, headers: Record<string, string> = {}): Promise<Wire> =>
  callServer(server.port, {
    path: '/v1/chat/completions',
    body: { model: 'auto', messages: [{ role: 'user', content }], ...more },
    headers,
  });
const textOf = (reply: Wire): string => (reply.json() as Reply).choices[0]?.message.content ?? '';
const rowOf = (reply: Wire) => runtime.entry(String(reply.headers['x-nearmost-request-id']));

test('a command that a tagger is sure of is answered without any model, and `why` says so', async () => {
  const reply = await ask(MUSIC);
  expect(reply.status, reply.text).toBe(200);
  expect(JSON.parse(textOf(reply))).toEqual({
    intent: 'PlayMusic',
    slots: { genre: 'jazz', artist: 'Miles Davis' },
  });
  expect(reply.headers['x-nearmost-model']).toBe(TAGGER);
  expect(await runtime.loaded()).toEqual([]);
  const row = rowOf(reply);
  expect(row).toMatchObject({
    requestedModel: 'auto',
    place: 'local',
    model: TAGGER,
    calibrated: true,
    costUsd: 0,
    egressBytes: 0,
    attempts: [{ model: TAGGER, outcome: 'answered' }],
  });
  expect(row?.confidence).toBeGreaterThan(0.9);
  const { usage } = reply.json() as Reply;
  expect(usage).toMatchObject({ prompt_tokens: row?.inputTokens, completion_tokens: row?.outputTokens });
  expect(usage.prompt_tokens).toBe(6);
  if (!row) throw new Error('no row');
  const why = renderWhy(row, createPaint(false), 200, Date.now());
  expect(why).toContain('Answered on this device by local/house+tags');
  expect(why).toContain('a word tagger answered, so local/house was not asked: confidence');
});

test.each([
  'play Norah Jones',
  'book a table for 5 people in Boston',
  "what's the weather in Paris tomorrow?",
])('streamed, whole or from the model itself, the answer has the same bytes: %s', async (content) => {
  const whole = await ask(content);
  const streamed = await ask(content, { stream: true });
  const parts = eventsOf(streamed.text)
    .slice(0, -1)
    .map((data) => JSON.parse(data) as { choices: { delta?: { content?: string } }[] });
  const text = parts.map(({ choices }) => choices[0]?.delta?.content ?? '').join('');
  expect(text).toBe(textOf(whole));
  expect([rowOf(whole)?.model, rowOf(streamed)?.model]).toEqual([TAGGER, TAGGER]);
  const model = await ask(content, { model: 'local/house' });
  expect([rowOf(model)?.model, textOf(model)]).toEqual(['local/house', text]);
});

test('what no tagger knows, and what only a model gives, stays with the model, as before', async () => {
  for (const [content, more] of [
    ['wake me at 6:30 tomorrow', {}],
    [MUSIC, { logprobs: true }],
    [MUSIC, { stop: ['jazz'] }],
    [MUSIC, { max_tokens: 5 }],
  ] as const) {
    const row = rowOf(await ask(content, more));
    expect(row?.attempts.map(({ model }) => model)).toEqual(['local/house']);
  }
});

test('nothing of its business is caught: a question, a calculation, a text', async () => {
  for (const content of [
    'What is the capital of Norway, and what is it known for?',
    'If a train covers 60 miles in an hour, how far does it get in three?',
    'Feels like summer. I love the melody.',
  ])
    expect((await ask(content)).status).toBe(422);
});

test('a secret stays secret, and a judged answer counts for the tagger', async () => {
  const reply = await ask(MUSIC, {}, { 'x-nearmost-label': 'secret', 'x-nearmost-app': 'sofa' });
  const row = rowOf(reply);
  expect(row).toMatchObject({ label: 'secret', model: TAGGER, egressBytes: 0 });
  const judged = runtime.feedback({ requestId: row?.requestId ?? '', score: 1 });
  expect(judged).toMatchObject({ app: 'sofa' });
});
