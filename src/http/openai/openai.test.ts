import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../contract/index.ts';
import { errorOf, eventsOf, serveFake, type Served, type Wire } from '../testing/serve.ts';
import { THINKING_BUDGET } from '../thinking-budget.ts';
import { parseChat } from './chat-request.ts';

let served: Served;
beforeAll(async () => {
  served = await serveFake();
});
afterAll(() => served.server.close());

const user = (content: unknown): object => ({ role: 'user', content });
const chat = (content: string, more: object = {}): Promise<Wire> =>
  served.call({ path: '/v1/chat/completions', body: { model: 'auto', messages: [user(content)], ...more } });
const complete = (body: object): Promise<Wire> =>
  served.call({ path: '/v1/completions', body: { model: 'auto', ...body } });
const embed = (body: object): Promise<Wire> =>
  served.call({ path: '/v1/embeddings', body: { model: 'auto', ...body } });
const parse = (body: object): ChatRequest =>
  parseChat({ model: 'auto', messages: [user('x')], ...body }).request;
const chunksOf = (wire: Wire): Record<string, unknown>[] => {
  const events = eventsOf(wire.text);
  expect(events.at(-1)).toBe('[DONE]');
  return events.slice(0, -1).map((event) => JSON.parse(event) as Record<string, unknown>);
};

describe('a chat body becomes a request', () => {
  test('sampling', () => {
    const body = {
      temperature: 0.5,
      top_p: 0.9,
      top_k: 40,
      min_p: 0.05,
      seed: 7,
      stop: 'END',
      frequency_penalty: 0.1,
      presence_penalty: -0.2,
      n: 2,
      max_tokens: 5,
    };
    expect(parse(body)).toEqual({
      model: 'auto',
      messages: [user('x')],
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      minP: 0.05,
      seed: 7,
      stop: ['END'],
      frequencyPenalty: 0.1,
      presencePenalty: -0.2,
      n: 2,
      maxTokens: 5,
    });
    expect(parse({ max_tokens: 5, max_completion_tokens: 9 }).maxTokens).toBe(9);
    expect(parse({ stop: [] })).not.toHaveProperty('stop');
    expect(parse({ logprobs: true }).logprobs).toBe(0);
    expect(parse({ logprobs: true, top_logprobs: 3 }).logprobs).toBe(3);
    expect(parse({ logprobs: false })).not.toHaveProperty('logprobs');
  });

  test('messages of every kind', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } };
    const messages = [
      { role: 'developer', content: 'be brief' },
      { role: 'system', content: [{ type: 'text', text: 'be kind' }], name: 'sys' },
      user([
        { type: 'text', text: 'what is this?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA', detail: 'low' } },
        { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
      ]),
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'A ' },
          { type: 'refusal', refusal: 'no' },
        ],
      },
    ];
    expect(parse({ messages }).messages).toEqual([
      { role: 'system', content: 'be brief' },
      { role: 'system', content: [{ type: 'text', text: 'be kind' }], name: 'sys' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'what is this?' },
          { type: 'image', url: 'data:image/png;base64,AA', detail: 'low' },
          { type: 'audio', data: 'AA', format: 'wav' },
        ],
      },
      { role: 'assistant', content: null, toolCalls: [{ id: 'c1', name: 'look', arguments: '{"a":1}' }] },
      { role: 'tool', toolCallId: 'c1', content: 'a cat' },
      { role: 'assistant', content: 'A no' },
    ]);
  });

  test('tools, format, thinking', () => {
    const parameters = { type: 'object', properties: {} };
    const tools = [
      { type: 'function', function: { name: 'look', description: 'looks', parameters, strict: true } },
    ];
    const schema = { type: 'object' };
    const request = parse({
      tools,
      tool_choice: { type: 'function', function: { name: 'look' } },
      parallel_tool_calls: false,
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema, strict: true } },
      reasoning_effort: 'low',
    });
    expect(request).toMatchObject({
      tools: [{ name: 'look', description: 'looks', parameters, strict: true }],
      toolChoice: { name: 'look' },
      parallelToolCalls: false,
      responseFormat: { type: 'json_schema', name: 'x', schema, strict: true },
      thinkingBudget: 1024,
    });
    expect(parse({ tools: [], tool_choice: 'auto', parallel_tool_calls: true })).toEqual(parse({}));
    expect(parse({ response_format: { type: 'text' } }).responseFormat).toEqual({ type: 'text' });
    const budgets = Object.values(THINKING_BUDGET);
    expect(budgets).toEqual(budgets.toSorted((a, b) => a - b));
  });
});

describe('a whole answer', () => {
  test('has the shape of OpenAI, and the route', async () => {
    const reply = await chat('hello', { n: 2, logprobs: true, top_logprobs: 1 });
    expect(reply.json()).toMatchObject({
      id: `chatcmpl-${String(reply.headers['x-request-id'])}`,
      object: 'chat.completion',
      model: 'local/fake',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'You said: hello', refusal: null },
          logprobs: {
            content: [
              { token: 'You', logprob: -0.5, bytes: [89, 111, 117], top_logprobs: [{ token: 'You' }] },
              {},
              {},
            ],
          },
          finish_reason: 'stop',
        },
        { index: 1, message: { content: 'You said: hello' } },
      ],
      usage: {
        prompt_tokens: 1,
        completion_tokens: 3,
        total_tokens: 4,
        prompt_tokens_details: { cached_tokens: 1 },
      },
      nearmost: { place: 'local', confidence: 0.9, costUsd: 0, warnings: [] },
    });
    expect(reply.headers).toMatchObject({
      'x-nearmost-route': 'local',
      'x-nearmost-model': 'local/fake',
      'x-nearmost-reason': 'the nearest model that can do it ? naturally',
      'x-nearmost-confidence': '0.9000',
      'x-nearmost-cost-usd': '0',
    });
  });

  test('a cloud answer tells its price without exponent, and no confidence', async () => {
    const headers = { 'x-nearmost-route': 'cloud' };
    const body = { model: 'auto', messages: [user('hi')] };
    const reply = await served.call({ path: '/v1/chat/completions', headers, body });
    expect(reply.headers).toMatchObject({ 'x-nearmost-route': 'cloud', 'x-nearmost-cost-usd': '0.0000125' });
    expect(reply.headers['x-nearmost-confidence']).toBeUndefined();
  });

  test('warnings of the model are told beside those of the body', async () => {
    const reply = await chat('WARN', { logit_bias: {} });
    expect(reply.headers['x-nearmost-warnings']).toBe('ignored: logit_bias; seed is not honoured');
  });

  test('thinking and calls have fields of their own', async () => {
    const tools = [
      {
        type: 'function',
        function: { name: 'look', parameters: { type: 'object', properties: { at: { type: 'string' } } } },
      },
    ];
    const reply = await chat('TOOL THINK', { tools });
    expect(reply.json()).toMatchObject({
      choices: [
        {
          message: {
            content: null,
            reasoning_content: 'hm, ',
            tool_calls: [
              { id: 'call_0', type: 'function', function: { name: 'look', arguments: '{"at":"x"}' } },
            ],
          },
          finish_reason: 'tool_calls',
        },
      ],
    });
  });
});

describe('a streamed answer', () => {
  test('comes in chunks that join to the whole; the last one carries the route', async () => {
    const chunks = chunksOf(await chat('one two "three"\n\u2028 four', { stream: true }));
    const deltas = chunks.flatMap(
      (chunk) => chunk['choices'] as { delta: { content?: string }; finish_reason: string | null }[],
    );
    expect(deltas.map(({ delta }) => delta.content ?? '').join('')).toBe(
      'You said: one two "three"\n\u2028 four',
    );
    expect(deltas.at(-1)?.finish_reason).toBe('stop');
    expect(chunks.filter((chunk) => 'usage' in chunk)).toEqual([]);
    expect(chunks.filter((chunk) => 'nearmost' in chunk)).toEqual([chunks.at(-1)]);
    expect(chunks.at(-1)).toMatchObject({
      object: 'chat.completion.chunk',
      nearmost: { place: 'local', costUsd: 0 },
    });
  });

  test('usage comes in a chunk of its own when asked for', async () => {
    const chunks = chunksOf(await chat('hi', { stream: true, stream_options: { include_usage: true } }));
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: 4 },
      nearmost: { place: 'local' },
    });
    expect(chunks.slice(0, -1).every((chunk) => chunk['usage'] === null && !('nearmost' in chunk))).toBe(
      true,
    );
  });

  test('several choices keep apart; each begins with its role and ends with its reason', async () => {
    const chunks = chunksOf(await chat('hi', { stream: true, n: 3 }));
    const all = chunks.flatMap(
      (chunk) => chunk['choices'] as { index: number; delta: object; finish_reason: string | null }[],
    );
    for (const index of [0, 1, 2]) {
      const own = all.filter((choice) => choice.index === index);
      expect(own[0]?.delta).toEqual({ role: 'assistant', content: '' });
      expect(own.map((choice) => choice.finish_reason).filter(Boolean)).toEqual(['stop']);
      expect(own.at(-1)?.finish_reason).toBe('stop');
    }
  });

  test('an error on the way is the last event, and there is no [DONE]', async () => {
    const reply = await chat('BREAK now', { stream: true });
    expect(reply.status).toBe(200);
    const events = eventsOf(reply.text);
    expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({
      error: { code: 'engine_crashed', type: 'api_error' },
    });
    expect(events).not.toContain('[DONE]');
  });

  test('an error before the first part is a plain error', async () => {
    const reply = await chat('OVERLOAD', { stream: true });
    expect([reply.status, errorOf(reply).code]).toEqual([503, 'overloaded']);
  });

  test('a long one arrives whole', async () => {
    expect(chunksOf(await chat('LONG', { stream: true }))).toHaveLength(20_002);
  });
});

describe('completions', () => {
  test('one prompt, with its log-probabilities behind the echo', async () => {
    const reply = await complete({ prompt: 'Once', echo: true, logprobs: 2, max_tokens: 2 });
    expect(reply.json()).toMatchObject({
      object: 'text_completion',
      choices: [
        {
          index: 0,
          text: 'Once and so',
          finish_reason: 'length',
          logprobs: { tokens: [' and', ' so'], token_logprobs: [-0.5, -0.5], text_offset: [4, 8] },
        },
      ],
    });
  });

  test.each([false, true])('several prompts count their choices on (stream: %s)', async (stream) => {
    const before = served.runtime.rows.length;
    const reply = await complete({
      prompt: ['a', 'b'],
      n: 2,
      stream,
      echo: true,
      stream_options: { include_usage: true },
    });
    const rows = served.runtime.rows.slice(before);
    expect(new Set(rows.map(({ requestId }) => requestId)).size).toBe(2);
    const choices = (stream ? chunksOf(reply) : [reply.json() as Record<string, unknown>]).flatMap(
      (chunk) => chunk['choices'] as { index: number; text: string }[],
    );
    const texts = [0, 1, 2, 3].map((index) =>
      choices
        .filter((choice) => choice.index === index)
        .map(({ text }) => text)
        .join(''),
    );
    expect(texts).toEqual(['a and so on', 'a and so on', 'b and so on', 'b and so on']);
    expect(stream ? chunksOf(reply).at(-1) : reply.json()).toMatchObject({
      usage: { prompt_tokens: 2, completion_tokens: 6 },
    });
  });

  test.each([false, true])('when one prompt fails the others are cancelled (stream: %s)', async (stream) => {
    const before = served.runtime.cancelled;
    const reply = await complete({ prompt: ['HANG', 'OVERLOAD'], stream });
    expect([reply.status, errorOf(reply).code]).toEqual([503, 'overloaded']);
    expect(served.runtime.cancelled).toBeGreaterThan(before);
  });

  test('an error in one of several streams ends them all', async () => {
    const reply = await complete({ prompt: ['STALL', 'BREAK'], stream: true });
    expect(JSON.parse(eventsOf(reply.text).at(-1) ?? '')).toMatchObject({
      error: { code: 'engine_crashed' },
    });
  });
});

describe('embeddings', () => {
  const vectorsOf = (reply: Wire): unknown[] =>
    (reply.json() as { data: { embedding: unknown }[] }).data.map(({ embedding }) => embedding);

  test('numbers and base64 say the same', async () => {
    const numbers = vectorsOf(await embed({ input: ['ab', 'c'] })) as number[][];
    const texts = vectorsOf(await embed({ input: ['ab', 'c'], encoding_format: 'base64' })) as string[];
    expect(numbers.map((vector) => vector.length)).toEqual([8, 8]);
    const decoded = texts.map((text) => {
      const bytes = Buffer.from(text, 'base64');
      return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
    });
    expect(decoded).toEqual(numbers);
  });

  test('one text, fewer dimensions', async () => {
    const reply = await embed({ input: 'hello there', dimensions: 3 });
    expect(reply.json()).toMatchObject({
      object: 'list',
      data: [{ object: 'embedding', index: 0 }],
      model: 'local/fake',
      usage: { prompt_tokens: 2, total_tokens: 2 },
      nearmost: { place: 'local' },
    });
    expect((vectorsOf(reply)[0] as number[]).length).toBe(3);
  });
});

test('models are listed and found, with plain and encoded slashes', async () => {
  const list = await served.call({ path: '/v1/models' });
  expect(list.json()).toMatchObject({
    object: 'list',
    data: [{ id: 'auto' }, { id: 'local/fake', object: 'model', owned_by: 'local' }, {}],
  });
  for (const path of ['/v1/models/local/fake', '/v1/models/local%2Ffake'])
    expect((await served.call({ path })).json()).toMatchObject({ id: 'local/fake', created: 1_750_000_001 });
  for (const path of ['/v1/models/nope', '/v1/models/%E0%A4%A', '/v1/models/__proto__'])
    expect((await served.call({ path })).status).toBe(404);
});
