import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bench, type Bench } from '../../test/upstream/harness.ts';
import type { ChatRequest } from '../contract/index.ts';
import { sse } from '../kit/testing/fake-upstream.ts';
import anthropic from './anthropic.ts';
import { anthropicRequest } from './anthropic/request.ts';
import { claudeVersion } from './anthropic/version.ts';

let world: Bench;
beforeAll(async () => void (world = await bench()));
afterAll(() => world.close());

const ask = (
  request: Partial<ChatRequest>,
  model = 'claude-haiku-4-5',
): ReturnType<typeof anthropicRequest> =>
  anthropicRequest({ model, messages: [{ role: 'user', content: 'Hi' }], ...request }, false);
const schema = {
  type: 'object',
  properties: { n: { type: 'integer', minimum: 1 }, minimum: { type: 'object', properties: {} } },
  required: ['n'],
};
const format: Partial<ChatRequest> = { responseFormat: { type: 'json_schema', schema } };

test.each([
  ['claude-opus-4-7', 4.07],
  ['claude-haiku-4-5-20251001', 4.05],
  ['claude-3-7-sonnet-20250219', 3.07],
  ['claude-sonnet-5', 5],
  ['claude-haiku-5-5', 5.05],
  ['claude-2', 2],
  ['claude-next', Number.POSITIVE_INFINITY],
])('version of %s', (model, version) => {
  expect(claudeVersion(model)).toBe(version);
});

describe('messages', () => {
  const turns = (messages: ChatRequest['messages']): unknown => ask({ messages }).body['messages'];
  test('system apart, sides joined, empty text left out, results of tools in user turns, the user first', () => {
    const { body } = ask({
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: 'One' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '' },
            { type: 'text', text: 'Two' },
          ],
        },
        {
          role: 'assistant',
          content: 'Let me see.',
          toolCalls: [
            { id: 'call.1', name: 'look', arguments: '{"x":1}' },
            { id: 'c2', name: 'look', arguments: '' },
          ],
        },
        { role: 'tool', toolCallId: 'call.1', content: 'a cat' },
        { role: 'tool', toolCallId: 'c2', content: '' },
        { role: 'system', content: 'And kind.' },
      ],
    });
    expect(body['system']).toBe('Be short.\n\nAnd kind.');
    expect(body['messages']).toEqual([
      { role: 'user', content: [{ type: 'text', text: '(continue)' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'One' },
          { type: 'text', text: 'Two' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me see.' },
          { type: 'tool_use', id: 'call_1', name: 'look', input: { x: 1 } },
          { type: 'tool_use', id: 'c2', name: 'look', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'a cat' }] },
          { type: 'tool_result', tool_use_id: 'c2' },
        ],
      },
    ]);
  });
  test('images, blanks at the end of a begun answer, broken arguments', () => {
    expect(
      turns([
        {
          role: 'user',
          content: [
            { type: 'image', url: 'data:image/png;base64,eA==' },
            { type: 'image', url: 'https://x.example/a.png' },
          ],
        },
        { role: 'assistant', content: 'It is ', toolCalls: [] },
      ]),
    ).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'eA==' } },
          { type: 'image', source: { type: 'url', url: 'https://x.example/a.png' } },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'It is' }] },
    ]);
    expect(
      turns([
        { role: 'user', content: 'x' },
        { role: 'assistant', content: null, toolCalls: [{ id: 'a', name: 'f', arguments: '{"x"' }] },
      ]),
    ).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'x' }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: { value: '{"x"' } }] },
    ]);
  });
  test.each<[string, ChatRequest['messages'], string]>([
    ['audio', [{ role: 'user', content: [{ type: 'audio', data: 'eA==', format: 'wav' }] }], 'unsupported'],
    [
      'plain http images',
      [{ role: 'user', content: [{ type: 'image', url: 'http://x.example/a.png' }] }],
      'unsupported',
    ],
    [
      'nothing to answer',
      [
        { role: 'system', content: 'x' },
        { role: 'user', content: '' },
      ],
      'invalid_request',
    ],
  ])('%s is refused, as an error of the answer', async (_, messages, code) => {
    await expect(world.chat(anthropic, { messages })).rejects.toMatchObject({ code, param: 'messages' });
  });
});

describe('settings', () => {
  test('a limit is always sent', () => {
    expect(ask({}).body['max_tokens']).toBe(8192);
    expect(ask({}, 'claude-3-haiku-20240307').body['max_tokens']).toBe(4096);
    expect(ask({ maxTokens: 5 }).body['max_tokens']).toBe(5);
  });
  test('what the model takes is sent, the rest becomes warnings', () => {
    const { body, warnings } = ask({
      temperature: 1.5,
      topK: 5,
      stop: ['END', ' \n'],
      seed: 1,
      logprobs: 2,
      n: 2,
      frequencyPenalty: 1,
    });
    expect(body).toMatchObject({ temperature: 1, top_k: 5, stop_sequences: ['END'] });
    expect(warnings.map((warning) => warning.split(' ')[0])).toEqual([
      'seed',
      'logprobs',
      'frequencyPenalty',
      'Anthropic',
      'temperature',
      'Anthropic',
    ]);
    expect(ask({ temperature: 0.2, topP: 0.9 }).body).not.toHaveProperty('top_p');
    const newest = ask({ temperature: 0.2, topP: 0.9, topK: 3 }, 'claude-opus-4-7');
    expect(Object.keys(newest.body)).toEqual(['model', 'max_tokens', 'messages']);
    expect(newest.warnings).toHaveLength(3);
  });
  test('thinking, by generation', () => {
    expect(ask({ thinkingBudget: 2000, maxTokens: 100 }).body).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 2000 },
      max_tokens: 2100,
    });
    expect(ask({ thinkingBudget: 0 }).body).not.toHaveProperty('thinking');
    expect(ask({ thinkingBudget: 2000 }, 'claude-haiku-5-5').body).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'medium' },
    });
    expect(ask({ thinkingBudget: 0 }, 'claude-opus-5-5').body['output_config']).toEqual({ effort: 'low' });
    expect(ask({ thinkingBudget: 2000, temperature: 0 }).warnings).toEqual([
      expect.stringContaining('temperature'),
    ]);
  });
});

describe('tools', () => {
  const tools = [
    { name: 'look', description: 'Looks.', parameters: { properties: { x: { type: 'number' } } } },
  ];
  test.each<[ChatRequest['toolChoice'], boolean | undefined, object]>([
    [undefined, undefined, { type: 'auto' }],
    ['auto', false, { type: 'auto', disable_parallel_tool_use: true }],
    ['none', false, { type: 'none' }],
    ['required', true, { type: 'any' }],
    [{ name: 'look' }, false, { type: 'tool', name: 'look', disable_parallel_tool_use: true }],
  ])('choice %j', (toolChoice, parallelToolCalls, expected) => {
    const more = {
      ...(toolChoice === undefined ? {} : { toolChoice }),
      ...(parallelToolCalls === undefined ? {} : { parallelToolCalls }),
    };
    const { body } = ask({ tools, ...more });
    expect(body['tool_choice']).toEqual(expected);
    expect(body['tools']).toEqual([
      {
        name: 'look',
        description: 'Looks.',
        input_schema: { type: 'object', properties: { x: { type: 'number' } } },
      },
    ]);
  });
  test('a call cannot be forced while the model thinks', () => {
    const { body, warnings } = ask({ tools, toolChoice: 'required', thinkingBudget: 2000 });
    expect(body['tool_choice']).toEqual({ type: 'auto' });
    expect(warnings).toEqual([expect.stringContaining('toolChoice')]);
  });
  test('streamed: pieces, a call without arguments, text before', async () => {
    world.upstream.play({
      chunks: sse(
        { type: 'message_start', message: { usage: { input_tokens: 9, output_tokens: 1 } } },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'I look.' } },
        { type: 'content_block_stop', index: 0 },
        {
          type: 'content_block_start',
          index: 1,
          content_block: { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} },
        },
        { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '' } },
        { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"x":' } },
        { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '1}' } },
        { type: 'content_block_stop', index: 1 },
        {
          type: 'content_block_start',
          index: 2,
          content_block: { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} },
        },
        { type: 'content_block_stop', index: 2 },
        { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 30 } },
        { type: 'message_stop' },
      ),
    });
    const told = await world.chat(anthropic, { tools }, { stream: true });
    expect(told).toMatchObject({
      text: 'I look.',
      finish: ['tool_calls'],
      usage: { inputTokens: 9, outputTokens: 30 },
    });
    expect(told.calls).toEqual([
      { index: 0, id: 'toolu_1', name: 'look', arguments: '{"x":1}' },
      { index: 1, id: 'toolu_2', name: 'now', arguments: '{}' },
    ]);
  });
});

describe('structured answers', () => {
  test('earlier models call a tool whose arguments are the answer', async () => {
    const { body } = ask(format);
    expect(body).toMatchObject({
      tools: [{ name: 'answer', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'answer' },
    });
    world.upstream.play({
      body: {
        content: [{ type: 'tool_use', id: 't', name: 'answer', input: { n: 2 } }],
        stop_reason: 'tool_use',
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    });
    const told = await world.chat(anthropic, { model: 'claude-haiku-4-5', ...format });
    expect(told).toMatchObject({ text: '{"n":2}', finish: ['stop'], calls: [], warnings: [] });
  });
  test('later models are held to the schema, without the keywords that they refuse', () => {
    const { body, warnings } = ask(format, 'claude-sonnet-5');
    expect(body['output_config']).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: {
            n: { type: 'integer' },
            minimum: { type: 'object', properties: {}, additionalProperties: false },
          },
          required: ['n'],
          additionalProperties: false,
        },
      },
    });
    expect(warnings).toEqual([expect.stringContaining('minimum')]);
  });
  test('asked in words beside tools, and for any object', () => {
    expect(ask({ ...format, tools: [{ name: 'look' }] }).body['system']).toContain('JSON Schema');
    expect(ask({ responseFormat: { type: 'json_object' } }).body['system']).toContain('one JSON object');
  });
});

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['refusal', 'content_filter'],
  ['pause_turn', 'stop'],
])('%s ends as %s', async (stop_reason, reason) => {
  world.upstream.play({ body: { content: [{ type: 'text', text: 'x' }], stop_reason, usage: {} } });
  expect((await world.chat(anthropic)).finish).toEqual([reason]);
});
