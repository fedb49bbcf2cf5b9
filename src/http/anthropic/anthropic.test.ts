import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../contract/index.ts';
import { eventsOf, serveFake, type Served, type Wire } from '../testing/serve.ts';
import { parseMessages } from './request.ts';

const parse = (more: object): ChatRequest =>
  parseMessages({ model: 'auto', max_tokens: 9, messages: [{ role: 'user', content: 'hello' }], ...more })
    .request;
const turns = (...messages: object[]): ChatRequest['messages'] => parse({ messages }).messages;

describe('a body becomes a request', () => {
  test('texts and settings', () => {
    const settings = { temperature: 0.5, top_p: 0.9, top_k: 5, stop_sequences: ['a', 'b', 'c', 'd', 'e'] };
    const system = [
      { type: 'text', text: 'Be brief.' },
      { type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } },
    ];
    expect(parse({ ...settings, system })).toEqual({
      model: 'auto',
      maxTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      topK: 5,
      stop: ['a', 'b', 'c', 'd', 'e'],
      messages: [
        { role: 'system', content: 'Be brief.\n\nBe kind.' },
        { role: 'user', content: 'hello' },
      ],
    });
    expect(turns({ role: 'user', content: 'a' }, { role: 'system', content: 'b' })).toEqual([
      { role: 'user', content: 'a' },
      { role: 'system', content: 'b' },
    ]);
  });

  test('images, documents, search results', () => {
    const [message] = turns({
      role: 'user',
      content: [
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } },
        { type: 'image', source: { type: 'url', url: 'https://x/y.png' } },
        { type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'plain' } },
        { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'inner' }] } },
        { type: 'search_result', source: 's', title: 't', content: [{ type: 'text', text: 'found' }] },
      ],
    });
    expect(message).toEqual({
      role: 'user',
      content: [
        { type: 'image', url: 'data:image/png;base64,AA' },
        { type: 'image', url: 'https://x/y.png' },
        { type: 'text', text: 'T\n' },
        { type: 'text', text: 'plain' },
        { type: 'text', text: 'inner' },
        { type: 'text', text: 't\ns\nfound' },
      ],
    });
  });

  test('calls and their results, in the order they were said', () => {
    const call = { type: 'tool_use', id: 'a', name: 'look', input: { at: 1 } };
    const said = turns(
      { role: 'user', content: 'go' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          { type: 'text', text: 'I look.' },
          call,
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'a tree' }] },
          { type: 'tool_result', tool_use_id: 'b', content: 'no', is_error: true },
          { type: 'text', text: 'and then?' },
          { type: 'tool_result', tool_use_id: 'c' },
        ],
      },
      { role: 'assistant', content: [{ type: 'redacted_thinking', data: 'x' }] },
    );
    expect(said.slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'I look.',
        toolCalls: [{ id: 'a', name: 'look', arguments: '{"at":1}' }],
      },
      { role: 'tool', content: 'a tree', toolCallId: 'a' },
      { role: 'tool', content: 'Error: no', toolCallId: 'b' },
      { role: 'tool', content: '', toolCallId: 'c' },
      { role: 'user', content: 'and then?' },
    ]);
  });

  test('tools, choice, format, thinking', () => {
    const tools = [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }];
    const one = (tool_choice: object): ChatRequest => parse({ tools, tool_choice });
    expect(one({ type: 'any', disable_parallel_tool_use: true })).toMatchObject({
      tools: [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }],
      toolChoice: 'required',
      parallelToolCalls: false,
    });
    expect(one({ type: 'tool', name: 'look' }).toolChoice).toEqual({ name: 'look' });
    expect(one({ type: 'none' }).toolChoice).toBe('none');
    const schema = { type: 'object' };
    expect(parse({ output_config: { format: { type: 'json_schema', schema } } }).responseFormat).toEqual({
      type: 'json_schema',
      schema,
    });
    const budget = (thinking: object, effort?: string): number | undefined =>
      parse({ thinking, ...(effort ? { output_config: { effort } } : {}) }).thinkingBudget;
    expect(budget({ type: 'enabled', budget_tokens: 2000 })).toBe(2000);
    expect(budget({ type: 'disabled' })).toBe(0);
    expect(budget({ type: 'adaptive' })).toBeUndefined();
    expect(budget({ type: 'adaptive' }, 'max')).toBe(32_768);
  });

  test('what has no effect is told', () => {
    const { warnings } = parseMessages({
      model: 'auto',
      messages: [{ role: 'user', content: 'x' }],
      metadata: {},
      mcp_servers: [],
      output_config: { effort: 'low' },
    });
    expect(warnings).toEqual([
      'ignored: mcp_servers',
      'ignored: output_config.effort, without adaptive thinking',
    ]);
  });
});

describe('an answer', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serveFake();
  });
  afterAll(() => served.server.close());
  const ask = (content: string, more: object = {}): Promise<Wire> =>
    served.call({
      path: '/v1/messages',
      body: { model: 'auto', max_tokens: 99, messages: [{ role: 'user', content }], ...more },
    });
  const tools = [
    { name: 'look', input_schema: { type: 'object' } },
    { name: 'go', input_schema: { type: 'object' } },
  ];

  test('usage tells what was computed anew and what was not', async () => {
    const reply = await ask('one two three');
    expect(reply.headers['request-id']).toBe(reply.headers['x-request-id']);
    expect(reply.json()).toMatchObject({
      usage: { input_tokens: 2, cache_read_input_tokens: 1, output_tokens: 3 },
      nearmost: { place: 'local', warnings: [] },
    });
  });

  test('blocks of a stream follow each other; the last events carry counts and route', async () => {
    const reply = await ask('THINK TOOL', { stream: true, tools });
    const names = [...reply.text.matchAll(/^event: (.*)$/gm)].map((match) => match[1]);
    const events = [...reply.text.matchAll(/^data: (.*)$/gm)].map(
      (match) =>
        JSON.parse(match[1] ?? '') as { type: string; index?: number; content_block?: { type: string } },
    );
    expect(events.map(({ type }) => type)).toEqual(names);
    expect(names.slice(0, 2)).toEqual(['message_start', 'ping']);
    const starts = events.filter(({ type }) => type === 'content_block_start');
    expect(starts.map(({ index, content_block: block }) => [index, block?.type])).toEqual([
      [0, 'thinking'],
      [1, 'tool_use'],
      [2, 'tool_use'],
    ]);
    const order = events.filter(({ index }) => index !== undefined).map(({ index }) => index ?? 0);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(events.filter(({ type }) => type === 'content_block_stop')).toHaveLength(3);
    expect(events.at(-2)).toMatchObject({
      type: 'message_delta',
      delta: { stop_reason: 'tool_use' },
      usage: { input_tokens: 1, cache_read_input_tokens: 1, output_tokens: 3 },
      nearmost: { place: 'local' },
    });
    expect(events.at(-1)).toEqual({ type: 'message_stop' });
  });

  test('a stream that fails ends with an error event', async () => {
    const reply = await ask('BREAK now', { stream: true });
    expect(reply.text).toMatch(/event: error\ndata: .*"error_code":"engine_crashed"[^\n]*\n\n$/);
    expect(reply.text).not.toContain('message_stop');
    expect(eventsOf(reply.text)).toEqual([]); // each event has a name
  });

  test('warnings of the model and of the reading are told', async () => {
    const reply = await ask('WARN', { verbosity: 1 });
    expect(reply.headers['x-nearmost-warnings']).toBe('ignored: verbosity; seed is not honoured');
  });

  test('models come in pages, both ways, in the shape that the client reads', async () => {
    const page = async (query: string): Promise<{ data: { id: string }[]; has_more: boolean }> =>
      (
        await served.call({ path: `/v1/models${query}`, headers: { 'anthropic-version': '2026-10-21' } })
      ).json() as { data: { id: string }[]; has_more: boolean };
    const ids = async (query: string): Promise<string[]> => (await page(query)).data.map(({ id }) => id);
    expect(await ids('')).toEqual(['auto', 'local/fake', 'acme/large']);
    expect(await page('?limit=2')).toMatchObject({ has_more: true, first_id: 'auto', last_id: 'local/fake' });
    expect(await ids('?limit=2&after_id=local/fake')).toEqual(['acme/large']);
    expect(await page('?limit=1&before_id=acme/large')).toMatchObject({
      data: [{ id: 'local/fake' }],
      has_more: true,
    });
    expect(await ids('?before_id=auto')).toEqual([]);
  });
});
