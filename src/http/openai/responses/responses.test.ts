import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatPart } from '../../../contract/index.ts';
import { errorOf, serveFake, until, type Served, type Wire } from '../../testing/serve.ts';
import { conversation } from './conversation.ts';
import { openItems } from './open-items.ts';

let served: Served;
beforeAll(async () => {
  served = await serveFake();
});
afterAll(() => served.server.close());
const call = (body: object): Promise<Wire> =>
  served.call({ path: '/v1/responses', body: { model: 'auto', ...body } });
const tool = { type: 'function', name: 'look', parameters: { type: 'object' } };

test.each([
  [{}, 'input', 'is missing'],
  [{ input: 5 }, 'input', 'a string or an array of items'],
  [{ input: [] }, 'input', 'no message to answer'],
  [{ input: '', instructions: 'x', model: '' }, 'model', '1 to 256 characters'],
  [{ input: [{ role: 'system', content: 'x' }] }, 'input', 'no message to answer'],
  [{ input: [{ role: 'robot', content: 'x' }] }, 'input[0].role', 'must be user'],
  [{ input: [{ type: 'web_search_call', id: 'x' }] }, 'input[0].type', 'nothing is stored here'],
  [
    { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'x' }] }] },
    'input[0].content[0].type',
    'reads files',
  ],
  [
    { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'x' }] }] },
    'input[0].content[0].image_url',
    'missing',
  ],
  [
    { input: [{ type: 'function_call', call_id: '', name: 'x', arguments: '{}' }] },
    'input[0].call_id',
    'empty',
  ],
  [{ input: 'x', max_output_tokens: 0 }, 'max_output_tokens', 'from 1'],
  [{ input: 'x', top_logprobs: 21 }, 'top_logprobs', 'from 0 to 20'],
  [{ input: 'x', tools: [{ type: 'custom', name: 'x' }] }, 'tools[0].type', 'OpenAI itself runs'],
  [{ input: 'x', tools: [tool, tool] }, 'tools', 'Two tools'],
  [{ input: 'x', tool_choice: 'required' }, 'tool_choice', 'does not have'],
  [
    { input: 'x', tools: [tool], tool_choice: { type: 'function', name: 'other' } },
    'tool_choice',
    'does not have',
  ],
  [{ input: 'x', tools: [tool], tool_choice: { type: 'file_search' } }, 'tool_choice.type', 'OpenAI itself'],
  [{ input: 'x', text: { format: { type: 'xml' } } }, 'text.format.type', 'json_schema'],
  [{ input: 'x', text: { format: { type: 'json_schema', name: 'x' } } }, 'text.format.schema', 'missing'],
  [{ input: 'x', reasoning: { effort: 'some' } }, 'reasoning.effort', 'must be none'],
  [{ input: 'x', metadata: { a: 1 } }, 'metadata.a', 'must be a string'],
  [{ input: 'x', conversation: { id: 'x' } }, 'conversation', 'none is stored here'],
])('%j is refused at %s', async (body, param, words) => {
  const wire = await call(body);
  expect(wire.status).toBe(400);
  expect(errorOf(wire)).toMatchObject({ param });
  expect(errorOf(wire).message).toContain(words);
});

test('a schema without end is refused', async () => {
  let schema: object = {};
  for (let depth = 0; depth < 70; depth++) schema = { properties: { a: schema } };
  const wire = await call({ input: 'x', text: { format: { type: 'json_schema', name: 'x', schema } } });
  expect(errorOf(wire)).toMatchObject({ code: 'invalid_schema', param: 'text.format.schema' });
});

const json = fc.jsonValue({ maxDepth: 3 });
const fields = fc.record(
  Object.fromEntries(
    [
      'input',
      'instructions',
      'tools',
      'tool_choice',
      'text',
      'reasoning',
      'include',
      'metadata',
      'store',
      'stream',
      'previous_response_id',
    ].map((name) => [name, json]),
  ),
  { requiredKeys: [] },
);

test('no body breaks the server', async () => {
  await fc.assert(
    fc.asyncProperty(fields, async (body) => {
      const { status } = await call(body);
      expect([200, 400]).toContain(status);
    }),
    { numRuns: 150 },
  );
});

test('what reaches the runtime', async () => {
  const wire = await call({
    input: [
      { role: 'developer', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'see' },
          { type: 'input_image', image_url: 'data:,x', detail: 'auto' },
        ],
      },
    ],
    instructions: 'First.',
    reasoning: { effort: 'max', summary: 'auto' },
    text: { format: { type: 'json_object' }, verbosity: 'low' },
    include: ['reasoning.encrypted_content', 'file_search_call.results'],
  });
  expect(wire.status).toBe(200);
  expect(wire.headers['x-nearmost-warnings']).toBe(
    'ignored in text: verbosity; ignored in reasoning: summary; ignored in include: file_search_call.results',
  );
  expect(served.runtime.calls.at(-1)?.request).toEqual({
    model: 'auto',
    messages: [
      { role: 'system', content: 'First.' },
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'see' },
          { type: 'image', url: 'data:,x' },
        ],
      },
    ],
    responseFormat: { type: 'json_object' },
    thinkingBudget: 32_768,
  });
});

test('calls belong to what was said before them, thoughts to nobody', () => {
  expect(
    conversation('', [
      { type: 'message', role: 'user', content: 'x' },
      { type: 'reasoning' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'So.' }] },
      { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
      { type: 'function_call', call_id: 'b', name: 'g', arguments: '{}' },
      { type: 'function_call_output', call_id: 'a', output: [{ type: 'input_text', text: '1' }] },
    ]),
  ).toEqual([
    { role: 'user', content: 'x' },
    {
      role: 'assistant',
      content: 'So.',
      toolCalls: [
        { id: 'a', name: 'f', arguments: '{}' },
        { id: 'b', name: 'g', arguments: '{}' },
      ],
    },
    { role: 'tool', content: '1', toolCallId: 'a' },
  ]);
});

describe('items of a stream', () => {
  const play = (parts: (ChatPart & { type: 'text' | 'reasoning' | 'tool-call' })[]) => {
    const events: { type: string; fields: object }[] = [];
    const items = openItems('req_1', (type, fields) => events.push({ type, fields }));
    for (const part of parts) items.add(part);
    items.close('completed');
    return { items, events, types: events.map(({ type }) => type.replace('response.', '')) };
  };
  const said = (text: string) => ({ type: 'text', choice: 0, text }) as const;
  const piece = (index: number, args: string, first = false) =>
    ({
      type: 'tool-call',
      choice: 0,
      index,
      arguments: args,
      ...(first ? { id: `c${index}`, name: `f${index}` } : {}),
    }) as const;

  test('calls side by side keep their places', () => {
    const { items, events } = play([piece(0, '{', true), piece(1, '[', true), piece(0, '}'), piece(1, ']')]);
    expect(items.output()).toMatchObject([
      { id: 'fc_req_1_0', call_id: 'c0', name: 'f0', arguments: '{}', status: 'completed' },
      { id: 'fc_req_1_1', call_id: 'c1', name: 'f1', arguments: '[]', status: 'completed' },
    ]);
    const done = events.filter(({ type }) => type === 'response.output_item.done');
    expect(done.map(({ fields }) => fields)).toMatchObject([{ output_index: 0 }, { output_index: 1 }]);
  });

  test('text that goes on after a call is a message of its own', () => {
    const { items } = play([said('a'), piece(0, '{}', true), said('b'), said('c')]);
    expect(items.output()).toMatchObject([
      { id: 'msg_req_1_0', content: [{ text: 'a' }] },
      { type: 'function_call' },
      { id: 'msg_req_1_2', content: [{ text: 'bc' }] },
    ]);
  });

  test('an answer without a word is a message without a word', () => {
    const { items, types } = play([]);
    expect(items.output()).toMatchObject([{ type: 'message', content: [{ text: '' }], status: 'completed' }]);
    expect(types.at(0)).toBe('output_item.added');
    expect(types.at(-1)).toBe('output_item.done');
  });
});

test('a failure on the way is told twice: as an error, and in the response', async () => {
  const { text, status } = await call({ input: 'BREAK now', stream: true });
  const events = text
    .split('\n\n')
    .filter(Boolean)
    .map((event) => {
      const [name, data = ''] = event.split('\n');
      return { name: name?.slice(7), data: JSON.parse(data.slice(6)) as Record<string, unknown> };
    });
  expect(status).toBe(200);
  expect(events.every(({ name, data }) => data['type'] === name)).toBe(true);
  expect(events.map(({ data }) => data['sequence_number'])).toEqual(events.map((_, at) => at));
  const [error, failed] = events.slice(-2);
  expect(error).toMatchObject({
    name: 'error',
    data: { code: 'engine_crashed', error: { code: 'engine_crashed' } },
  });
  expect(failed).toMatchObject({
    name: 'response.failed',
    data: {
      response: {
        status: 'failed',
        error: { code: 'server_error' },
        output: [{ type: 'message', status: 'incomplete', content: [{ text: 'You said:' }] }],
      },
    },
  });
  expect(text).not.toContain('[DONE]');
});

test('a caller that leaves ends the work', async () => {
  const leave = new AbortController();
  const { cancelled: before, calls } = served.runtime;
  const asked = calls.length;
  const path = '/v1/responses';
  const body = { model: 'auto', input: 'STALL here', stream: true };
  const work = served.call({ path, body, signal: leave.signal }).catch(() => undefined);
  await until(() => served.runtime.calls.length > asked, 'the request came');
  leave.abort();
  await work;
  await until(() => served.runtime.cancelled > before, 'the work was cancelled');
});
