import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, TOKEN, type Wire } from '../src/http/testing/serve.ts';
import {
  sse,
  startFakeUpstream,
  type FakeAnswer,
  type FakeUpstream,
} from '../src/kit/testing/fake-upstream.ts';
import { createRuntime } from '../src/runtime.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-bad-provider-'));
let upstream: FakeUpstream;
let elsewhere: FakeUpstream;
let runtime: Runtime;
let server: RunningServer;

const TEXT = 'Grüße aus Åsgård 🐦.';
const chunk = (delta: object, finish: string | null = null, more: object = {}): object => ({
  id: 'x',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});
const GOOD = sse(
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: TEXT }),
  chunk({}, 'stop'),
  '[DONE]',
);
const whole = (more: object = {}): object => ({
  id: 'x',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
  ...more,
});
const bytes = Buffer.from(GOOD.join(''));
const inPieces = (size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

/** What a provider does -> `ok`, or the codes that a caller may see. Where both are named a part may have been shown before. */
const PROVIDERS: [name: string, answer: FakeAnswer, codes: string[]][] = [
  ['single bytes, in the middle of characters', { chunks: inPieces(1) }, ['ok']],
  [
    'CRLF and comments',
    { chunks: [': hello\r\n\r\n', ...GOOD.map((event) => event.replaceAll('\n', '\r\n'))] },
    ['ok'],
  ],
  ['no [DONE]', { chunks: GOOD.slice(0, -1) }, ['ok']],
  ['a whole answer for a stream', { body: whole() }, ['ok']],
  ['a stream for a whole answer', { chunks: GOOD }, ['ok']],
  ['a slow drip', { chunks: inPieces(16), betweenMs: 3 }, ['ok']],
  ['a field as long as a book', { body: whole({ padding: 'x'.repeat(2 ** 20) }) }, ['ok']],
  [
    'counts that are no numbers',
    { body: whole({ usage: { prompt_tokens: 'NaN', completion_tokens: null } }) },
    ['ok'],
  ],
  ['counts below nothing', { body: whole({ usage: { prompt_tokens: -5, completion_tokens: -7 } }) }, ['ok']],
  [
    'counts beyond all measure',
    { body: whole({ usage: { prompt_tokens: 1e300, completion_tokens: 1e300 } }) },
    ['ok'],
  ],
  ['half an event', { chunks: [...GOOD.slice(0, 2), 'data: {"cho'] }, ['upstream_bad_answer']],
  ['an event without end', { chunks: ['data: ', 'x'.repeat(17 * 2 ** 20)] }, ['upstream_bad_answer']],
  ['garbage', { chunks: ['data: <html>\n\n'] }, ['upstream_bad_answer']],
  [
    'bytes that are no text',
    { body: Buffer.alloc(4096, 0xff), headers: { 'content-type': 'application/json' } },
    ['upstream_bad_answer'],
  ],
  [
    'a bomb',
    {
      body: gzipSync(Buffer.alloc(64 * 2 ** 20)),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    },
    ['upstream_bad_answer'],
  ],
  [
    'an error with a good status',
    { body: { error: { message: 'no', type: 'server_error' } } },
    ['upstream_unavailable'],
  ],
  ['an error that is a word', { body: { error: 'no' } }, ['upstream_unavailable']],
  [
    'an error in the middle',
    { chunks: [...GOOD.slice(0, 2), ...sse({ error: { message: 'oops', code: 500 } })] },
    ['upstream_unavailable'],
  ],
  ['a connection that breaks', { fault: 'reset' }, ['upstream_unavailable']],
  [
    'a connection that breaks in the middle',
    { chunks: GOOD.slice(0, 2), fault: 'cut' },
    ['upstream_unavailable'],
  ],
  ['nothing', { fault: 'hang' }, ['timeout']],
  ['headers, then nothing', { chunks: [], fault: 'stall' }, ['timeout']],
  [
    'a limit until a date',
    { status: 429, headers: { 'retry-after': new Date(Date.now() + 4000).toUTCString() }, body: {} },
    ['upstream_rate_limited'],
  ],
  [
    'a limit for ever',
    { status: 429, headers: { 'retry-after': '9'.repeat(30) }, body: {} },
    ['upstream_rate_limited'],
  ],
  [
    'a limit until yesterday',
    { status: 429, headers: { 'retry-after': '-86400' }, body: {} },
    ['upstream_rate_limited'],
  ],
  ['no content', { status: 204, body: '' }, ['upstream_bad_answer']],
  ['a redirect', { status: 308, headers: { location: 'ELSEWHERE' }, body: '' }, ['upstream_unavailable']],
];

const said = [{ role: 'user', content: 'Hi' }];
/** Path, body, where the text of a whole answer is, and where an error's words are. */
const DIALECTS: Record<string, { path: string; body: object; error: (json: never) => unknown[] }> = {
  chat: {
    path: '/v1/chat/completions',
    body: { messages: said },
    error: ({ error }: { error: { message: string; type: string; code: string } }) => [
      error.message,
      error.type,
      error.code,
    ],
  },
  responses: {
    path: '/v1/responses',
    body: { input: 'Hi' },
    error: ({ error }: { error: { message: string; type: string; code: string } }) => [
      error.message,
      error.type,
      error.code,
    ],
  },
  anthropic: {
    path: '/v1/messages',
    body: { messages: said, max_tokens: 64 },
    error: ({
      error,
      type,
    }: {
      type: string;
      error: { message: string; type: string; details: { error_code: string } };
    }) => [error.message, type === 'error' && error.type, error.details.error_code],
  },
  ollama: {
    path: '/api/chat',
    body: { messages: said },
    error: ({ error, code }: { error: string; code: string }) => [error, 'error', code],
  },
};

beforeAll(async () => {
  upstream = await startFakeUpstream();
  elsewhere = await startFakeUpstream({ script: { body: whole() } });
  runtime = await createRuntime(
    {
      label: 'public',
      local: { threads: 1 },
      router: { timeoutMs: 1500 },
      providers: {
        acme: { baseUrl: `${upstream.url}/v1`, key: 'k', model: 'large', price: { input: 1, output: 2 } },
      },
    },
    { home: join(folder, 'home'), env: {}, cwd: folder },
  );
  const settings = { ...runtime.settings, server: { ...runtime.settings.server, port: 0 } };
  server = await startServer({ runtime, settings, token: TOKEN });
});
afterAll(async () => {
  await server.close();
  await runtime.close();
  await upstream.close();
  await elsewhere.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 8 });
});

/** The last thing in a stream that is JSON. */
function lastJson(text: string): unknown {
  const lines = text.split('\n').map((line) => line.replace(/^data: /, ''));
  return JSON.parse(lines.findLast((line) => line.startsWith('{') && line.includes('"error"')) ?? '{}');
}

test.each(Object.entries(DIALECTS).flatMap(([name]) => [[name, false] as const, [name, true] as const]))(
  '%s, stream %s: whatever a provider does, an answer or an error of this dialect, a row, and nothing goes elsewhere',
  async (name, stream) => {
    const dialect = DIALECTS[name] as (typeof DIALECTS)[string];
    for (const [what, answer, codes] of PROVIDERS) {
      const { location } = answer.headers ?? {};
      upstream.play(
        location ? { ...answer, headers: { location: `${elsewhere.url}/v1/chat/completions` } } : answer,
      );
      const reply: Wire = await callServer(server.port, {
        path: dialect.path,
        body: { model: 'acme/large', stream, ...dialect.body },
      });
      const row = runtime.entry(String(reply.headers['x-nearmost-request-id']));
      const about = `${what}: ${reply.status} ${reply.text.slice(0, 400)}`;
      if (codes[0] === 'ok') {
        expect(reply.status, about).toBe(200);
        const text = reply.text.replace(/\\u[0-9a-f]{4}/g, (unit) => JSON.parse(`"${unit}"`) as string);
        expect(text, about).toContain(TEXT);
        expect(row, about).toMatchObject({ status: 'ok', model: 'acme/large' });
        expect(row?.costUsd, about).toBeGreaterThan(0);
        expect(row?.costUsd, about).toBeLessThan(0.01);
      } else {
        const json = reply.status === 200 ? lastJson(reply.text) : reply.json();
        const shown = name === 'responses' && reply.status === 200 ? undefined : dialect.error(json as never);
        if (shown) {
          const [message, type, code] = shown;
          expect([typeof message, typeof type], about).toEqual(['string', 'string']);
          expect(codes, about).toContain(code);
        } else expect(reply.text, about).toMatch(/"type":"response.failed"/);
        if (reply.status === 200) expect(stream, about).toBe(true);
        else expect(reply.status, about).toBeGreaterThanOrEqual(429);
        expect(row, about).toMatchObject({ status: 'error' });
        expect(codes, about).toContain(row?.error);
      }
    }
    expect(elsewhere.requests).toHaveLength(0);
    expect((await callServer(server.port, { path: '/health' })).status).toBe(200);
  },
);
