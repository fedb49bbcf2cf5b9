import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bench, type Bench } from '../../test/upstream/harness.ts';
import { recorded } from '../../test/upstream/recorded.ts';
import type { NearmostError, Provider } from '../contract/index.ts';
import { sse, type FakeAnswer } from '../kit/testing/fake-upstream.ts';
import { getProvider } from './registry.ts';

let world: Bench;
beforeAll(async () => void (world = await bench()));
afterAll(() => world.close());

const half = (chunks: string[]): string[] => chunks.slice(0, Math.ceil(chunks.length / 2));

describe.each(['openai', 'anthropic'])('%s', (id) => {
  let provider: Provider;
  beforeAll(async () => void (provider = await getProvider(id)));
  const shapes = recorded[id] ?? { whole: {}, stream: [] };

  const fails = async (answer: FakeAnswer, stream: boolean, timeoutMs = 30_000): Promise<NearmostError> => {
    world.upstream.play(answer);
    const error: unknown = await world
      .chat(provider, {}, { stream, timeoutMs })
      .catch((reason: unknown) => reason);
    expect(error).toHaveProperty('code');
    return error as NearmostError;
  };

  test.each<[string, FakeAnswer, boolean, string]>([
    ['reset before the first byte', { fault: 'reset' }, false, 'upstream_unavailable'],
    ['reset before the first byte of a stream', { fault: 'reset' }, true, 'upstream_unavailable'],
    ['a whole answer cut in the middle', { body: shapes.whole, fault: 'cut' }, false, 'upstream_unavailable'],
    [
      'a stream cut in the middle',
      { chunks: half(shapes.stream), fault: 'cut' },
      true,
      'upstream_unavailable',
    ],
    ['a stream that ends in the middle', { chunks: half(shapes.stream) }, true, 'upstream_bad_answer'],
    ['half an event', { chunks: [...half(shapes.stream), 'data: {"choi'] }, true, 'upstream_bad_answer'],
    ['an empty stream', { chunks: [] }, true, 'upstream_bad_answer'],
    ['comments only', { chunks: [': x\n\n', ': y\n\n'] }, true, 'upstream_bad_answer'],
    ['garbage in a stream', { chunks: ['data: <garbage>\n\n'] }, true, 'upstream_bad_answer'],
    ['numbers in a stream', { chunks: sse(1, 'null') }, true, 'upstream_bad_answer'],
    [
      'HTML',
      { body: '<html>welcome to our wifi</html>', headers: { 'content-type': 'text/html' } },
      false,
      'upstream_bad_answer',
    ],
    [
      'HTML for a stream',
      { body: '<html>welcome</html>', headers: { 'content-type': 'text/html' } },
      true,
      'upstream_bad_answer',
    ],
    ['bytes', { body: Uint8Array.of(0, 255, 254, 13, 10) }, false, 'upstream_bad_answer'],
    ['an empty object', { body: {} }, false, 'upstream_bad_answer'],
    ['a list', { body: [] }, false, 'upstream_bad_answer'],
    ['null', { body: 'null' }, false, 'upstream_bad_answer'],
    ['wrong types', { body: { choices: 'x', content: 3 } }, false, 'upstream_bad_answer'],
    [
      'a 200 with an error',
      { body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } },
      false,
      'upstream_unavailable',
    ],
    [
      'a 200 with a rate limit',
      { body: { type: 'error', error: { type: 'rate_limit_error', message: 'slow down' } } },
      false,
      'upstream_rate_limited',
    ],
    [
      'an error in a stream',
      {
        chunks: [
          ...half(shapes.stream),
          ...sse({ type: 'error', error: { type: 'api_error', message: 'oops' } }),
        ],
      },
      true,
      'upstream_unavailable',
    ],
    ['429', { status: 429, headers: { 'retry-after': '3' }, body: {} }, false, 'upstream_rate_limited'],
    [
      'quota',
      { status: 429, body: { error: { code: 'insufficient_quota', message: 'no more' } } },
      true,
      'upstream_quota',
    ],
    ['500 without a body', { status: 500, body: '' }, false, 'upstream_unavailable'],
    ['204', { status: 204, body: '' }, false, 'upstream_bad_answer'],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' },
      false,
      'upstream_unavailable',
    ],
  ])('%s', async (_, answer, stream, code) => {
    expect(await fails(answer, stream)).toMatchObject({ code });
  });

  test('retry-after reaches the router', async () => {
    expect((await fails({ status: 429, headers: { 'retry-after': '3' } }, false)).retryAfter).toBe(3);
  });

  test.each([false, true])('nothing comes (stream: %s): a timeout', async (stream) => {
    expect(await fails({ fault: 'hang' }, stream, 100)).toMatchObject({ code: 'timeout', retryable: true });
  });

  test.each([false, true])('headers come, then nothing (stream: %s): a timeout', async (stream) => {
    const headers = { 'content-type': stream ? 'text/event-stream' : 'application/json' };
    const error = await fails({ chunks: [], headers, fault: 'stall' }, stream, 100);
    expect(error).toMatchObject({ code: 'timeout', retryable: true });
  });

  test('the limit is on the first byte, not on the answer', async () => {
    world.upstream.play({ chunks: shapes.stream, betweenMs: 3000 / shapes.stream.length });
    expect((await world.chat(provider, {}, { stream: true, timeoutMs: 2000 })).text).toBe('Oslo.');
  });

  test('an answer that fails before it begins gives no part, not even a warning', async () => {
    world.upstream.play({ chunks: sse({ type: 'error', error: { type: 'api_error', message: 'oops' } }) });
    const parts = provider.chat(
      { model: 'm', messages: [{ role: 'user', content: 'x' }], minP: 0.1 },
      world.call({ stream: true }),
    );
    await expect(parts[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'upstream_unavailable',
    });
  });

  test('slow but alive is no failure', async () => {
    world.upstream.play({ chunks: shapes.stream, delayMs: 50, betweenMs: 5 });
    expect((await world.chat(provider, {}, { stream: true })).text).toBe('Oslo.');
  });

  test('nothing listens', async () => {
    const error: unknown = await world
      .chat(provider, {}, { baseUrl: 'http://127.0.0.1:1/v1' })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'upstream_unavailable',
      message: expect.stringContaining('127.0.0.1:1'),
    });
  });

  test('a caller who goes away before or during the answer cancels it', async () => {
    world.upstream.play({ fault: 'hang' });
    const before = world.chat(provider, {}, { signal: AbortSignal.timeout(50) });
    await expect(before).rejects.toMatchObject({ code: 'timeout' });
    const controller = new AbortController();
    const gone = world.chat(provider, {}, { signal: controller.signal });
    setTimeout(() => controller.abort('gone'), 50);
    await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
    world.upstream.play({ chunks: half(shapes.stream), fault: 'stall' });
    const during = new AbortController();
    const parts = provider.chat(
      { model: 'm', messages: [{ role: 'user', content: 'x' }] },
      world.call({ stream: true, signal: during.signal }),
    );
    const read = async (): Promise<void> => {
      for await (const part of parts) if (part.type === 'text' || part.type === 'reasoning') during.abort();
    };
    await expect(read()).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a reader who stops early breaks the connection off', async () => {
    world.upstream.play({ chunks: half(shapes.stream), fault: 'stall' });
    const parts = provider.chat(
      { model: 'm', messages: [{ role: 'user', content: 'x' }] },
      world.call({ stream: true }),
    );
    for await (const part of parts) if (part.type === 'text' || part.type === 'reasoning') break;
    // The next request gets an answer at once: nothing of the old one is left in the way.
    world.upstream.play({ body: shapes.whole });
    expect((await world.chat(provider)).text).toBe('Oslo.');
  });
});

test('a missing [DONE] is forgiven when the answer ended; a missing end when [DONE] came', async () => {
  const openai = await getProvider('openai');
  const text = { choices: [{ index: 0, delta: { content: 'Oslo.' } }] };
  const end = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
  for (const chunks of [sse(text, end), sse(text, '[DONE]')]) {
    world.upstream.play({ chunks });
    expect(await world.chat(openai, {}, { stream: true })).toMatchObject({ text: 'Oslo.', finish: ['stop'] });
  }
});

test('errors in the middle of a stream keep their meaning', async () => {
  const openrouter = await getProvider('openrouter');
  const begun = { choices: [{ index: 0, delta: { content: 'Os' } }] };
  const error = {
    error: { code: 502, message: 'Provider disconnected' },
    choices: [{ index: 0, delta: {}, finish_reason: 'error' }],
  };
  world.upstream.play({ chunks: sse(begun, error) });
  await expect(world.chat(openrouter, {}, { stream: true })).rejects.toMatchObject({
    code: 'upstream_unavailable',
    message: expect.stringContaining('Provider disconnected'),
  });
});
