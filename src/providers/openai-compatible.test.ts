import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bench, type Bench } from '../../test/upstream/harness.ts';
import { sse } from '../kit/testing/fake-upstream.ts';
import { customProvider } from './custom.ts';
import { getProvider } from './registry.ts';

let world: Bench;
beforeAll(async () => void (world = await bench()));
afterAll(() => world.close());

const provider = customProvider('lab', { baseUrl: 'http://127.0.0.1:1/v1' });
const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
const ok = { body: { choices: [{ index: 0, message: { content: 'ok' }, finish_reason: 'stop' }], usage } };
const body = (): Record<string, unknown> => world.upstream.requests.at(-1)?.json ?? {};
const delta = (value: object, finish: string | null = null, index = 0): object => ({
  choices: [{ index, delta: value, finish_reason: finish }],
});
const call = (index: number | undefined, piece: object): object => ({
  tool_calls: [{ index, type: 'function', ...piece }],
});

test('long or thinking answers are streamed from the provider, and read the same', async () => {
  world.upstream.play({ chunks: sse(delta({ content: 'ok' }, 'stop'), { choices: [], usage }, '[DONE]') });
  expect(await world.chat(provider, { maxTokens: 4000 })).toMatchObject({ text: 'ok', finish: ['stop'] });
  expect(body()).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  world.upstream.play(ok);
  expect(await world.chat(provider, {}, { stream: true })).toMatchObject({ text: 'ok', finish: ['stop'] });
});

describe('calls of tools in a stream', () => {
  const calls = async (...deltas: object[]): Promise<unknown> => {
    world.upstream.play({
      chunks: sse(
        ...deltas.map((one) => delta(one)),
        delta({}, 'tool_calls'),
        { choices: [], usage },
        '[DONE]',
      ),
    });
    const told = await world.chat(provider, { tools: [{ name: 'f' }] }, { stream: true });
    expect(told.finish).toEqual(['tool_calls']);
    return told.calls;
  };
  const two = [
    { index: 0, id: 'a', name: 'f', arguments: '{"x":1}' },
    { index: 1, id: 'b', name: 'g', arguments: '{}' },
  ];
  test('in pieces', async () => {
    expect(
      await calls(
        call(0, { id: 'a', function: { name: 'f', arguments: '' } }),
        call(0, { function: { arguments: '{"x"' } }),
        call(0, { function: { arguments: ':1}' } }),
        call(1, { id: 'b', function: { name: 'g', arguments: '{}' } }),
      ),
    ).toEqual(two);
  });
  test('without indexes, or all with the same one', async () => {
    for (const index of [undefined, 0])
      expect(
        await calls(
          call(index, { id: 'a', function: { name: 'f', arguments: '{"x"' } }),
          call(index, { function: { arguments: ':1}' } }),
          call(index, { id: 'b', function: { name: 'g', arguments: '{}' } }),
        ),
      ).toEqual(two);
  });
  test('without ids, with arguments as an object', async () => {
    expect(
      await calls(
        call(undefined, { function: { name: 'f', arguments: { x: 1 } } }),
        call(undefined, { function: { name: 'g', arguments: {} } }),
      ),
    ).toEqual([
      { index: 0, id: 'call_r1_1', name: 'f', arguments: '{"x":1}' },
      { index: 1, id: 'call_r1_2', name: 'g', arguments: '{}' },
    ]);
  });
  test('an answer that "stops" with calls ended for them', async () => {
    const message = { content: null, tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }] };
    world.upstream.play({ body: { choices: [{ message, finish_reason: 'stop' }], usage } });
    expect((await world.chat(provider)).finish).toEqual(['tool_calls']);
  });
});

test('several choices side by side; more than were asked for are not passed on', async () => {
  world.upstream.play({
    chunks: sse(
      delta({ content: 'a' }, null, 0),
      delta({ content: 'b' }, null, 1),
      delta({ content: 'x' }, null, 2),
      delta({}, 'stop', 1),
      delta({ content: 'c' }, 'length', 0),
      { choices: [], usage },
      '[DONE]',
    ),
  });
  const told = await world.chat(provider, { n: 2 }, { stream: true });
  expect(told.finish).toEqual(['length', 'stop']);
  expect(told.parts.filter((part) => part.type === 'text').map((part) => [part.choice, part.text])).toEqual([
    [0, 'a'],
    [1, 'b'],
    [0, 'c'],
  ]);
});

test('log-probabilities, also of servers that send no bytes', async () => {
  const entry = {
    token: 'é',
    logprob: -0.1,
    top_logprobs: [{ token: 'é', logprob: -0.1, bytes: [195, 169] }, { token: 'x' }],
  };
  world.upstream.play({
    body: {
      choices: [{ message: { content: 'é' }, finish_reason: 'stop', logprobs: { content: [entry, 'junk'] } }],
      usage,
    },
  });
  const { parts } = await world.chat(provider, { logprobs: 1 });
  expect(parts[0]).toEqual({
    type: 'text',
    choice: 0,
    text: 'é',
    logprobs: [
      {
        token: 'é',
        logprob: -0.1,
        bytes: [195, 169],
        top: [{ token: 'é', logprob: -0.1, bytes: [195, 169] }],
      },
    ],
  });
});

test.each([
  ['none', undefined, { inputTokens: 0, outputTokens: 0 }, 1],
  ['nonsense', { prompt_tokens: -5, completion_tokens: 'many' }, { inputTokens: 0, outputTokens: 0 }, 1],
  [
    'more cached than sent',
    { prompt_tokens: 3, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 99 } },
    { inputTokens: 3, outputTokens: 1, cachedInputTokens: 3 },
    0,
  ],
  [
    'more thought than said',
    { prompt_tokens: 3, completion_tokens: 1, completion_tokens_details: { reasoning_tokens: 9 } },
    { inputTokens: 3, outputTokens: 1, reasoningTokens: 1 },
    0,
  ],
])('token counts: %s', async (_, counts, expected, warnings) => {
  world.upstream.play({ body: { ...ok.body, usage: counts } });
  const told = await world.chat(provider);
  expect(told.usage).toEqual(expected);
  expect(told.warnings).toHaveLength(warnings);
});

describe('a refused optional field', () => {
  const refuse = (
    param: string,
    message = `Unsupported parameter: '${param}' is not supported with this model.`,
  ): object => ({
    status: 400,
    body: { error: { message, type: 'invalid_request_error', param, code: 'unsupported_parameter' } },
  });
  test('is left out, with a warning', async () => {
    world.upstream.play([refuse('temperature'), refuse('seed'), ok]);
    const told = await world.chat(provider, { temperature: 0.3, seed: 1, topP: 0.5 });
    expect(told.text).toBe('ok');
    expect(told.warnings).toEqual([
      expect.stringMatching(/^temperature was refused/),
      expect.stringMatching(/^seed was refused/),
    ]);
    expect(body()).toMatchObject({ top_p: 0.5 });
    expect(body()).not.toHaveProperty('temperature');
  });
  test('the other name of the token limit is tried', async () => {
    world.upstream.play([refuse('max_tokens'), ok]);
    expect((await world.chat(provider, { maxTokens: 5 })).warnings).toEqual([]);
    expect(body()).toMatchObject({ max_completion_tokens: 5 });
  });
  test('what shapes the answer is not dropped, nor is the same refused for ever', async () => {
    world.upstream.play(refuse('tools'));
    await expect(world.chat(provider, { tools: [{ name: 'f' }] })).rejects.toMatchObject({
      code: 'upstream_rejected',
      param: 'tools',
    });
    const before = world.upstream.requests.length;
    world.upstream.play(refuse('temperature', 'temperature must be at most 2'));
    await expect(world.chat(provider, { temperature: 3 })).rejects.toMatchObject({
      code: 'upstream_rejected',
    });
    expect(world.upstream.requests.length).toBe(before + 1);
  });
});

test('embeddings: base64, any order, cut to a length, and what makes no sense', async () => {
  const embed = provider.embed;
  if (!embed) throw new Error('custom providers embed');
  const base64 = Buffer.from(Float32Array.of(3, 4).buffer).toString('base64');
  world.upstream.play({
    body: {
      data: [
        { index: 1, embedding: [0, 2] },
        { index: 0, embedding: base64 },
      ],
      usage: { total_tokens: 4 },
    },
  });
  const { vectors, inputTokens } = await embed(
    { model: 'e', input: ['a', 'b'], dimensions: 2 },
    world.call(),
  );
  expect(vectors.map((vector) => Array.from(vector, (value) => Math.round(value * 100) / 100))).toEqual([
    [0.6, 0.8],
    [0, 1],
  ]);
  expect(inputTokens).toBe(4);
  expect(body()).toEqual({ model: 'e', input: ['a', 'b'], dimensions: 2 });
  for (const data of [
    [],
    [{ index: 0, embedding: [1] }],
    [{ embedding: [0] }, { embedding: [1] }],
    [{ embedding: 'x' }, { embedding: [1] }],
    'none',
  ])
    await expect(
      (world.upstream.play({ body: { data } }), embed({ model: 'e', input: ['a', 'b'] }, world.call())),
    ).rejects.toMatchObject({ code: 'upstream_bad_answer' });
  const mistral = await getProvider('mistral');
  await expect(
    mistral.embed?.({ model: 'e', input: ['a'], dimensions: 2 }, world.call()),
  ).rejects.toMatchObject({ code: 'unsupported', param: 'dimensions' });
});
