import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bench, type Bench } from '../../../test/upstream/harness.ts';
import type { ChatRequest } from '../../contract/index.ts';
import { customProvider } from '../custom.ts';
import { getProvider } from '../registry.ts';

let world: Bench;
beforeAll(async () => void (world = await bench()));
afterAll(() => world.close());

const provider = customProvider('lab', { baseUrl: 'http://127.0.0.1:1/v1' });
const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
const ok = { body: { choices: [{ index: 0, message: { content: 'ok' }, finish_reason: 'stop' }], usage } };
const body = (): Record<string, unknown> => world.upstream.requests.at(-1)?.json ?? {};
const schema = { type: 'object', properties: { city: { type: 'string' } } };

const FULL: Partial<ChatRequest> = {
  maxTokens: 9,
  temperature: 0.5,
  topP: 0.9,
  topK: 40,
  minP: 0.1,
  seed: 7,
  stop: ['\n'],
  frequencyPenalty: 0.1,
  presencePenalty: 0.2,
  n: 2,
  logprobs: 3,
};

test('every setting under its wire name', async () => {
  world.upstream.play(ok);
  const told = await world.chat(provider, FULL);
  expect(told.warnings).toEqual([]);
  expect(body()).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'The capital of Norway?' }],
    max_tokens: 9,
    temperature: 0.5,
    top_p: 0.9,
    top_k: 40,
    min_p: 0.1,
    seed: 7,
    stop: ['\n'],
    frequency_penalty: 0.1,
    presence_penalty: 0.2,
    n: 2,
    logprobs: true,
    top_logprobs: 3,
  });
});

test.each([
  [
    'openai',
    'gpt-6-luna',
    ['temperature', 'topP', 'frequencyPenalty', 'presencePenalty', 'topK', 'minP', 'logprobs'],
    { max_completion_tokens: 9, seed: 7, n: 2 },
  ],
  ['openai', 'gpt-4o', ['topK', 'minP'], { max_completion_tokens: 9, temperature: 0.5, logprobs: true }],
  [
    'groq',
    'openai/gpt-oss-20b',
    ['n', 'topK', 'minP', 'logprobs'],
    { max_completion_tokens: 9, temperature: 0.5 },
  ],
  ['mistral', 'mistral-small-latest', ['topK', 'minP', 'logprobs'], { max_tokens: 9, random_seed: 7, n: 2 }],
  ['google', 'gemini-3.5-flash-lite', ['seed', 'topK', 'minP', 'logprobs'], { max_tokens: 9, n: 2 }],
  [
    'xai',
    'grok-4.3',
    ['stop', 'frequencyPenalty', 'presencePenalty', 'topK', 'minP'],
    { max_completion_tokens: 9, seed: 7 },
  ],
  ['deepseek', 'deepseek-v4-flash', ['seed', 'n', 'topK', 'minP'], { max_tokens: 9 }],
  ['cerebras', 'gpt-oss-120b', ['frequencyPenalty', 'presencePenalty', 'n', 'topK', 'minP'], { seed: 7 }],
  ['together', 'x', ['logprobs'], { top_k: 40, min_p: 0.1 }],
  ['openrouter', 'x', ['n'], { top_k: 40, logprobs: true }],
])('%s %s leaves out %j, with warnings', async (id, model, left, sent) => {
  world.upstream.play(ok);
  const { warnings } = await world.chat(await getProvider(id), { ...FULL, model });
  expect(warnings.map((warning) => warning.split(' ')[0])).toEqual(left);
  expect(body()).toMatchObject(sent);
});

test.each([
  ['openai', 'gpt-6-luna', 0, { reasoning_effort: 'none' }],
  ['openai', 'gpt-6-luna', 5000, { reasoning_effort: 'medium' }],
  ['openai', 'o3', 0, { reasoning_effort: 'low' }],
  ['openai', 'gpt-5-mini', 0, { reasoning_effort: 'minimal' }],
  ['groq', 'openai/gpt-oss-20b', 20_000, { reasoning_effort: 'high' }],
  ['google', 'gemini-3.5-flash-lite', 0, { reasoning_effort: 'minimal' }],
  ['google', 'gemini-2.5-flash', 0, { reasoning_effort: 'none' }],
  ['deepseek', 'deepseek-v4-flash', 0, { thinking: { type: 'disabled' } }],
  ['openrouter', 'x', 500, { reasoning: { max_tokens: 500 } }],
])('thinking of %s %s with %d tokens', async (id, model, thinkingBudget, sent) => {
  world.upstream.play(ok);
  await world.chat(await getProvider(id), { model, thinkingBudget });
  expect(body()).toMatchObject(sent);
});

describe('response formats', () => {
  const json = { responseFormat: { type: 'json_schema', schema, name: 'place', strict: true } } as const;
  test('held to the schema', async () => {
    world.upstream.play(ok);
    expect((await world.chat(provider, json)).warnings).toEqual([]);
    expect(body()['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'place', schema, strict: true },
    });
  });
  test('asked in words where there is no schema', async () => {
    world.upstream.play(ok);
    const { warnings } = await world.chat(await getProvider('deepseek'), {
      ...json,
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be short.' }] },
        { role: 'user', content: 'Where?' },
      ],
    });
    expect(warnings).toEqual([expect.stringContaining('cannot be held to a JSON schema')]);
    expect(body()['response_format']).toEqual({ type: 'json_object' });
    const [system, user] = body()['messages'] as { role: string; content: string }[];
    expect(system).toMatchObject({ role: 'system' });
    expect(system?.content).toBe(
      `Be short.\n\nAnswer with one JSON value that fits this JSON Schema and nothing else:\n${JSON.stringify(schema)}`,
    );
    expect(user).toEqual({ role: 'user', content: 'Where?' });
  });
});

test('messages of every kind', async () => {
  world.upstream.play(ok);
  const messages: ChatRequest['messages'] = [
    {
      role: 'user',
      name: 'ann',
      content: [
        { type: 'text', text: 'What is it?' },
        { type: 'image', url: 'data:image/png;base64,eA==', detail: 'low' },
        { type: 'audio', data: 'eA==', format: 'wav' },
      ],
    },
    { role: 'assistant', content: null, toolCalls: [{ id: 'c1', name: 'look', arguments: '{}' }] },
    { role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: 'a cat' }] },
  ];
  await world.chat(provider, { messages });
  expect(body()['messages']).toEqual([
    {
      role: 'user',
      name: 'ann',
      content: [
        { type: 'text', text: 'What is it?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,eA==', detail: 'low' } },
        { type: 'input_audio', input_audio: { data: 'eA==', format: 'wav' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'a cat' }] },
  ]);
  await world.chat(await getProvider('groq'), { messages });
  expect(JSON.stringify(body()['messages'])).not.toContain('ann');
  await world.chat(await getProvider('mistral'), { messages });
  const [, call, result] = body()['messages'] as { tool_calls: { id: string }[]; tool_call_id: string }[];
  expect(call?.tool_calls[0]?.id).toMatch(/^[a-z0-9]{9}$/);
  expect(result?.tool_call_id).toBe(call?.tool_calls[0]?.id);
  await world.chat(await getProvider('google'), { model: 'gemini-3.5-flash', messages });
  expect(JSON.stringify(body()['messages'])).toContain('thought_signature');
});

test('tools that stand in the way of thinking switch it off', async () => {
  world.upstream.play(ok);
  const tools = [{ name: 'look' }];
  const told = await world.chat(await getProvider('openai'), {
    model: 'gpt-6-luna',
    tools,
    thinkingBudget: 900,
    parallelToolCalls: false,
  });
  expect(told.warnings).toEqual([expect.stringContaining('cannot think and call tools')]);
  expect(body()).toMatchObject({ reasoning_effort: 'none', parallel_tool_calls: false });
  expect(body()['tools']).toEqual([
    { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } },
  ]);
  await world.chat(await getProvider('deepseek'), { model: 'deepseek-v4-flash', tools, thinkingBudget: 900 });
  expect(body()).toMatchObject({ thinking: { type: 'disabled' } });
  expect(body()).not.toHaveProperty('reasoning_effort');
});
