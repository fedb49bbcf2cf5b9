import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveFake, TOKEN, type Served } from '../http/testing/serve.ts';
import type { ChatPart } from '../contract/chat.ts';
import { createClient, type Ask, type Client } from './index.ts';

let served: Served;
let client: Client;
beforeAll(async () => {
  served = await serveFake();
  client = createClient({ url: served.server.url, token: TOKEN, app: 'mail', env: {} });
});
afterAll(() => served.server.close());

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};
const newest = (): unknown => served.runtime.calls.at(-1);

describe('chat', () => {
  test('a text is enough', async () => {
    const { text, route, usage, warnings } = await client.chat('hello', { label: 'public', route: 'cloud' });
    expect(text).toBe('You said: hello');
    expect(route).toMatchObject({
      place: 'cloud',
      model: 'acme/large',
      requestId: expect.stringMatching(/^req_/),
    });
    expect(usage.outputTokens).toBe(3);
    expect(warnings).toEqual([]);
    expect(newest()).toMatchObject({
      request: { model: 'auto', messages: [{ role: 'user', content: 'hello' }] },
      context: { app: 'mail', label: 'public', route: 'cloud' },
    });
  });

  test('every field arrives as it was said', async () => {
    const request = {
      model: 'local/fake',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          name: 'ann',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image', url: 'data:,x' },
          ],
        },
        { role: 'assistant', content: null, toolCalls: [{ id: 'c1', name: 'look', arguments: '{}' }] },
        { role: 'tool', content: 'a cat', toolCallId: 'c1' },
      ],
      tools: [{ name: 'look', description: 'Looks', parameters: { type: 'object' }, strict: true }],
      toolChoice: { name: 'look' },
      parallelToolCalls: false,
      maxTokens: 9,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      minP: 0.1,
      seed: 4,
      stop: ['#'],
      frequencyPenalty: 1,
      presencePenalty: -1,
      n: 2,
      logprobs: 2,
    } satisfies Ask;
    const json = { type: 'json_schema', name: 'x', schema: { type: 'object' }, strict: true } as const;
    await client.chat({ ...request, effort: 'low', responseFormat: json });
    expect(newest()).toMatchObject({ request: { ...request, thinkingBudget: 1024, responseFormat: json } });
  });

  test('calls of tools, thoughts, log-probabilities, several choices', async () => {
    const called = await client.chat({
      messages: [{ role: 'user', content: 'TOOL' }],
      tools: [{ name: 'look' }],
    });
    expect(called.choices).toMatchObject([
      { finishReason: 'tool_calls', toolCalls: [{ id: 'call_0', name: 'look', arguments: '{}' }] },
    ]);
    const { choices } = await client.chat({
      messages: [{ role: 'user', content: 'THINK' }],
      n: 2,
      logprobs: 1,
    });
    expect(choices).toHaveLength(2);
    expect(choices[1]).toMatchObject({ reasoning: 'hm, ', text: 'You said: THINK' });
    expect(choices[0]?.logprobs?.[0]).toMatchObject({ token: 'You', top: [{ token: 'You', logprob: -0.5 }] });
  });
});

describe('stream', () => {
  test('the parts and the final record', async () => {
    const stream = await client.stream('THINK and WARN', { nextModel: 'local/fake' });
    expect(stream.head).toMatchObject({ place: 'local', model: 'local/fake', confidence: 0.9 });
    const parts = await all(stream.parts);
    const kinds = parts.map(({ type }) => type);
    expect(kinds.slice(0, 2)).toEqual(['reasoning', 'text']);
    expect(kinds.slice(-3)).toEqual(['finish', 'warning', 'usage']);
    const said = parts.filter((part): part is Extract<ChatPart, { type: 'text' }> => part.type === 'text');
    expect(said.map(({ text }) => text).join('')).toBe('You said: THINK and WARN');
    expect(await stream.done).toMatchObject({ requestId: stream.head.requestId, costUsd: 0 });
    expect(served.runtime.intents.at(-1)).toEqual({ model: 'local/fake', app: 'mail' });
  });

  test('the text alone', async () => {
    const { text, done } = await client.stream('hello');
    expect((await all(text)).join('')).toBe('You said: hello');
    expect((await done)?.place).toBe('local');
  });

  test('calls of tools in pieces', async () => {
    const { parts } = await client.stream({
      messages: [{ role: 'user', content: 'TOOL' }],
      tools: [{ name: 'look' }],
    });
    const calls = (await all(parts)).filter((part) => part.type === 'tool-call');
    expect(calls[0]).toMatchObject({ index: 0, id: 'call_0', name: 'look' });
    expect(calls.map(({ arguments: args }) => args).join('')).toBe('{}');
  });

  test('an error in the middle is thrown, with its code', async () => {
    const { parts, done } = await client.stream('BREAK now');
    await expect(all(parts)).rejects.toMatchObject({
      code: 'engine_crashed',
      message: 'The model died midway.',
    });
    expect(await done).toBeUndefined();
  });

  test('a loop that is left ends the work', async () => {
    const before = served.runtime.cancelled;
    const { parts, done } = await client.stream('STALL here');
    for await (const part of parts) if (part.type === 'text') break;
    expect(await done).toBeUndefined();
    await expect.poll(() => served.runtime.cancelled).toBeGreaterThan(before);
  });

  test('a signal ends it', async () => {
    const stop = new AbortController();
    const { parts } = await client.stream('STALL here', { signal: stop.signal });
    const read = all(parts);
    setTimeout(() => stop.abort(), 20);
    await expect(read).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.chat('x', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

test('embed, prewarm and why', async () => {
  const { vectors, route } = await client.embed(['hello', 'world']);
  expect(vectors).toHaveLength(2);
  expect(Math.hypot(...(vectors[0] ?? []))).toBeCloseTo(1, 5);
  expect((await client.embed({ input: ['x'], dimensions: 3 })).vectors[0]).toHaveLength(3);
  expect((await client.embed('one')).vectors).toHaveLength(1);
  expect((await client.why(route.requestId)).task).toBe('embed');
  expect((await client.why()).task).toBe('embed');
  expect(await client.prewarm('local/fake', { inMs: 5 })).toEqual({ model: 'local/fake', state: 'noted' });
  expect(served.runtime.intents.at(-1)).toEqual({ model: 'local/fake', app: 'mail', inMs: 5 });
});

test('feedback, in words and as a number', async () => {
  const { route } = await client.chat('hello');
  await client.feedback(route.requestId, 'good');
  await client.feedback(route.requestId, 0.5);
  await expect(client.feedback(route.requestId, 2)).rejects.toMatchObject({ param: 'score' });
  await expect(client.feedback('req_nope', 'bad')).rejects.toMatchObject({ status: 404 });
});

describe('errors', () => {
  test('of the server keep code, hint and field', async () => {
    await expect(
      client.chat({ model: 'local/nope', messages: [{ role: 'user', content: 'x' }] }),
    ).rejects.toMatchObject({
      code: 'unknown_model',
      message: 'There is no model "local/nope".',
      hint: expect.stringContaining('nearmost ls'),
      param: 'model',
    });
    const stranger = createClient({ url: served.server.url, token: 'wrong', env: {} });
    await expect(stranger.chat('x')).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(client.why('req_nope')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('what cannot stand in a header', async () => {
    for (const options of [{ token: 'a\nb' }, { token: TOKEN, app: 'caf\u00e9 \u2615' }]) {
      const odd = createClient({ url: served.server.url, env: {}, ...options });
      await expect(odd.chat('x')).rejects.toMatchObject({ code: 'invalid_request' });
    }
  });

  test('a body that ends too early, and a caller that leaves while it comes', async () => {
    let came = 0;
    const half = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices": [');
      came += 1;
    });
    await new Promise<void>((done) => half.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(half.address() as AddressInfo).port}`;
    const lost = createClient({ url, token: TOKEN, env: {} });
    const stop = new AbortController();
    const left = lost.chat('x', { signal: stop.signal }).catch((error: unknown) => error);
    await expect.poll(() => came).toBe(1);
    stop.abort();
    expect(await left).toMatchObject({ code: 'cancelled' });
    const cut = lost.chat('x').catch((error: unknown) => error);
    await expect.poll(() => came).toBe(2);
    half.closeAllConnections();
    expect(await cut).toMatchObject({ code: 'not_running' });
    half.close();
  });

  test('busy servers are asked again, as often as said', async () => {
    expect((await client.chat('RATE LIMIT soon')).text).toBe('You said: RATE LIMIT soon');
    const hasty = createClient({ url: served.server.url, token: TOKEN, retries: 0, env: {} });
    await expect(hasty.chat('RATE LIMIT always')).rejects.toMatchObject({
      code: 'upstream_rate_limited',
      retryAfter: 1,
    });
  });

  test.each([
    ['a page', 'text/html', '<html>'],
    ['other JSON', 'application/json', '{"ok":true}'],
    ['null', 'application/json', 'null'],
    ['half an answer', 'application/json', '{"choices": [{"ind'],
  ])('%s instead of an answer', async (_, type, body) => {
    const other = createServer((__, response) => response.writeHead(200, { 'content-type': type }).end(body));
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const lost = createClient({ url, token: TOKEN, env: {} });
    const codes = expect.stringMatching(/^(?:upstream_bad_answer|not_running)$/) as unknown;
    await expect(lost.chat('x')).rejects.toMatchObject({ code: codes });
    await expect(lost.embed('x')).rejects.toMatchObject({ code: codes });
    await expect(lost.stream('x').then(({ parts }) => all(parts))).rejects.toMatchObject({ code: codes });
    other.closeAllConnections();
    other.close();
  });
});

describe('where the server is', () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'nearmost-client-'));
    writeFileSync(join(home, 'token'), `${TOKEN}\n`);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 8 }));
  const record = (value: unknown): void => writeFileSync(join(home, 'server.json'), JSON.stringify(value));

  test('in its home', async () => {
    record({ url: served.server.url, pid: process.pid });
    expect((await createClient({ home, env: {} }).chat('x')).text).toBe('You said: x');
    expect((await createClient({ env: { NEARMOST_HOME: home } }).chat('x')).text).toBe('You said: x');
  });

  test('in the environment', async () => {
    const env = { NEARMOST_URL: served.server.url, NEARMOST_TOKEN: TOKEN };
    expect((await createClient({ env }).chat('x')).text).toBe('You said: x');
    const half = { NEARMOST_URL: served.server.url, NEARMOST_HOME: home };
    expect((await createClient({ env: half }).chat('x')).text).toBe('You said: x');
  });

  test.each([
    ['no record', undefined],
    ['a killed one', { url: 'http://127.0.0.1:9', pid: 2 ** 22 + 1 }],
    ['a damaged one', { url: 5 }],
    ['a file', { url: 'file:///etc/passwd', pid: process.pid }],
  ])('nowhere: %s', async (_, value) => {
    record(value ?? null);
    await expect(createClient({ home, env: {} }).chat('x')).rejects.toMatchObject({ code: 'not_running' });
  });

  test('the token of the home stays on this machine', async () => {
    const elsewhere = createClient({ url: 'http://example.invalid', home, env: {} });
    await expect(elsewhere.chat('x')).rejects.toMatchObject({ code: 'unauthorized', param: 'token' });
    await expect(createClient({ url: 'nowhere', home, env: {} }).chat('x')).rejects.toMatchObject({
      param: 'url',
    });
  });

  test('a server that starts later is found then', async () => {
    record(null);
    const patient = createClient({ home, env: {} });
    await expect(patient.chat('x')).rejects.toMatchObject({ code: 'not_running' });
    record({ url: served.server.url, pid: process.pid });
    expect((await patient.chat('x')).text).toBe('You said: x');
  });
});
