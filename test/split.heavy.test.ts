import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, eventsOf, TOKEN, type Wire } from '../src/http/testing/serve.ts';
import { writeRandomLlama } from '../src/kit/gguf/testing/random-llama.ts';
import { sse, startFakeUpstream, type FakeUpstream } from '../src/kit/testing/fake-upstream.ts';
import { createRuntime } from '../src/runtime.ts';
import { openHome } from '../src/store/home.ts';
import { inspectGguf } from '../src/store/inspect.ts';
import { createModelStore } from '../src/store/models.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-split-'));
const home = openHome(join(folder, 'home'));
let upstream: FakeUpstream;
let runtime: Runtime;
let server: RunningServer;

const DETAILS = [
  'Maria Lopez',
  'maria@lopez.example',
  'DE89 3704 0044 0532 0130 00',
  '+49 30 1234567',
  'Ann Example',
];
const SENTENCE = 'The roof is mended by whoever owns the house, and the garden is for all. ';
const DOCUMENT = Array.from(
  { length: 6 },
  (_, i) =>
    `Clause ${i + 1}. Tenant: Maria Lopez (maria@lopez.example), account DE89 3704 0044 0532 0130 00, phone +49 30 1234567. ${SENTENCE.repeat(8)}`,
).join('\n\n');
const QUESTION = 'What does maria@lopez.example owe Ann Example?';

const chunk = (content: string): object => ({
  id: 'x',
  object: 'chat.completion.chunk',
  model: 'large',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});

beforeAll(async () => {
  upstream = await startFakeUpstream();
  const store = await createModelStore({ home, inspect: inspectGguf });
  const path = join(folder, 'small.gguf');
  writeRandomLlama(path, { context: 1024 });
  await store.add({ path, id: 'small' });
  runtime = await createRuntime(
    {
      local: { threads: 1, parallel: 2, contextSize: 1024, model: 'small' },
      router: { threshold: 0, split: 'pseudonymised' },
      privacy: { names: ['Ann Example'] },
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

const ask = (label: string, more: object = {}): Promise<Wire> =>
  callServer(server.port, {
    path: '/v1/chat/completions',
    body: {
      model: 'auto',
      messages: [{ role: 'user', content: `${DOCUMENT}\n\n${QUESTION}` }],
      max_tokens: 32,
      ...more,
    },
    headers: { 'x-nearmost-label': label },
  });
const rowOf = (reply: Wire) => runtime.entry(String(reply.headers['x-nearmost-request-id']));
/** No detail and no line of the document may be among the bytes. */
function expectClean(text: string): void {
  const plain = text.toLowerCase().replace(/[^a-z0-9@]/g, '');
  for (const detail of DETAILS) expect(plain).not.toContain(detail.toLowerCase().replace(/[^a-z0-9@]/g, ''));
  expect(text).not.toContain(SENTENCE.slice(0, 30));
}

test('a personal document: read here, the question leaves with its details replaced, the answer has them again', async () => {
  upstream.play({
    body: {
      id: 'x',
      object: 'chat.completion',
      model: 'large',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '<EMAIL_1> owes <NAME_1> nothing [2].' },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 300, completion_tokens: 8, total_tokens: 308 },
    },
  });
  const reply = await ask('personal');
  expect(reply.status, reply.text).toBe(200);
  const { choices } = reply.json() as { choices: { message: { content: string } }[] };
  expect(choices[0]?.message.content).toBe('maria@lopez.example owes Maria Lopez nothing [2].');
  expect(upstream.requests).toHaveLength(1);
  const [sent] = upstream.requests;
  expectClean(JSON.stringify(sent));
  expect(sent?.text).toContain('What does <EMAIL_1> owe');
  const row = rowOf(reply);
  expect(row).toMatchObject({
    label: 'personal',
    place: 'cloud',
    model: 'acme/large',
    egressBytes: Buffer.byteLength(sent?.text ?? ''),
  });
  expect(row?.attempts[0]).toMatchObject({ model: 'local/small', outcome: 'condensed' });
  expect(row?.reason).toMatch(/read here in \d+ parts; .* personal details replaced \(.*EMAIL/);
  expectClean(JSON.stringify(row));
});

test('streamed: tokens that are cut by the borders of events come back', async () => {
  const pieces = ['<EM', 'AIL', '_1', '> owes no', 'thing <', '3'];
  upstream.play({
    headers: { 'content-type': 'text/event-stream' },
    chunks: sse(...pieces.map(chunk), '[DONE]'),
  });
  const reply = await ask('personal', { stream: true });
  const events = eventsOf(reply.text)
    .slice(0, -1)
    .map((data) => JSON.parse(data));
  const text = events.map(({ choices }) => choices[0]?.delta?.content ?? '').join('');
  expect(text).toBe('maria@lopez.example owes nothing <3');
  expectClean(JSON.stringify(upstream.requests));
});

test('a secret document stays, whatever the setting says', async () => {
  const before = upstream.requests.length;
  const reply = await ask('secret');
  expect(reply.status).not.toBe(200);
  expect(upstream.requests).toHaveLength(before);
});

test('the provider fails: this device answers from its notes', async () => {
  upstream.play({ status: 500, body: { error: { message: 'down' } } });
  const reply = await ask('personal');
  expect(reply.status, reply.text).toBe(200);
  expect(rowOf(reply)).toMatchObject({ place: 'local', model: 'local/small', status: 'ok' });
  expectClean(JSON.stringify(upstream.requests));
});
