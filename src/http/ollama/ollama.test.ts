import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatRequest, ModelEntry } from '../../contract/index.ts';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import { serveFake, type Served, type Wire } from '../testing/serve.ts';
import { modelOf } from './model-name.ts';
import { parseChat, parseGenerate } from './request.ts';

const record = fakeRecord('llama3.2-1b');
const local = (id: string, source = 'a file'): ModelEntry => ({
  id: `local/${id}`,
  place: 'local',
  ownedBy: 'here',
  created: 1,
  record: { ...record, id, source },
});
const MODELS: ModelEntry[] = [
  { id: 'auto', place: 'auto', ownedBy: 'nearmost', created: 1 },
  local('house'),
  local('llama3.2-1b'),
  local('phi-2', 'ollama:phi4:14b'),
  local('mistral', 'ollama:mistral:latest'),
  { id: 'acme/large', place: 'cloud', ownedBy: 'acme', created: 1 },
];

test.each([
  ['auto', 'auto'],
  ['auto:latest', 'auto'],
  ['house', 'local/house'],
  ['house:latest', 'local/house'],
  ['local/house', 'local/house'],
  ['local/house:latest', 'local/house'],
  ['llama3.2:1b', 'local/llama3.2-1b'],
  ['phi4:14b', 'local/phi-2'],
  ['mistral', 'local/mistral'],
  ['acme/large:latest', 'acme/large'],
  ['gpt-4o:latest', 'gpt-4o'],
  ['house:7b', 'house:7b'],
])('%s is %s', (name, model) => {
  expect(modelOf(name, MODELS)).toBe(model);
});

describe('a body becomes a request', () => {
  const chat = (more: object): ChatRequest => {
    const asked = parseChat({ model: 'auto', messages: [{ role: 'user', content: 'x' }], ...more }, MODELS);
    if (asked.kind !== 'chat') throw new Error(asked.kind);
    return asked.request;
  };
  const options = (given: object): object => chat({ options: given });

  test('options; limits below 1 and seeds below 0 mean none', () => {
    expect(
      options({ num_predict: 5, temperature: 0, top_k: 3, min_p: 0.1, seed: 7, stop: 'a' }),
    ).toMatchObject({
      maxTokens: 5,
      temperature: 0,
      topK: 3,
      minP: 0.1,
      seed: 7,
      stop: ['a'],
    });
    const none = options({ num_predict: -1, seed: -1, stop: ['', ''] });
    expect(Object.keys(none)).toEqual(['model', 'messages']);
    const { warnings } = parseGenerate(
      { model: 'auto', prompt: 'x', template: 't', options: { num_ctx: 9, mirostat: 1 } },
      MODELS,
    );
    expect(warnings).toEqual(['ignored: template', 'ignored options: num_ctx, mirostat']);
  });

  test('format and thinking', () => {
    expect(chat({ format: 'json' }).responseFormat).toEqual({ type: 'json_object' });
    expect(chat({ format: { type: 'object' } }).responseFormat).toEqual({
      type: 'json_schema',
      schema: { type: 'object' },
    });
    expect(chat({ format: '' }).responseFormat).toBeUndefined();
    const budgets = [false, 'low', 'medium', 'high'].map((think) => chat({ think }).thinkingBudget ?? -1);
    expect(budgets[0]).toBe(0);
    expect(budgets).toEqual(budgets.toSorted((a, b) => a - b));
    expect(chat({ think: true }).thinkingBudget).toBe(budgets[3]);
  });

  test('images are named by how they begin', () => {
    const images = ['/9j/x', 'iVBORx', 'R0lGODx', 'UklGRx'];
    const [message] = chat({ messages: [{ role: 'user', content: 'see', images }] }).messages;
    expect(message?.content).toEqual([
      { type: 'text', text: 'see' },
      ...['jpeg', 'png', 'gif', 'webp'].map((kind, at) => ({
        type: 'image',
        url: `data:image/${kind};base64,${images[at]}`,
      })),
    ]);
  });

  test('results find the calls that they answer', () => {
    const call = (name: string): object => ({ function: { name, arguments: { at: 1 } } });
    const { messages } = chat({
      messages: [
        { role: 'assistant', tool_calls: [call('a'), call('b'), call('a')] },
        { role: 'tool', tool_name: 'b', content: '1' },
        { role: 'tool', tool_name: 'a', content: '2' },
        { role: 'tool', content: '3' },
        { role: 'assistant', content: '', tool_calls: [{ id: 'mine', function: { name: 'c' } }] },
        { role: 'tool', tool_call_id: 'mine', content: '4' },
        { role: 'tool', content: 'to nothing' },
      ],
    });
    expect(messages[0]).toMatchObject({
      content: null,
      toolCalls: [{ id: 'call_0', name: 'a', arguments: '{"at":1}' }, { id: 'call_1' }, { id: 'call_2' }],
    });
    const ids = messages.flatMap((message) => (message.role === 'tool' ? [message.toolCallId] : []));
    expect(ids).toEqual(['call_1', 'call_0', 'call_2', 'mine', 'call']);
  });

  test('a prompt is a message; raw and suffix are a text to be continued', () => {
    const generate = (more: object): object => parseGenerate({ model: 'house', ...more }, MODELS);
    expect(generate({ prompt: 'x', system: 's' })).toMatchObject({
      kind: 'chat',
      stream: true,
      request: { model: 'local/house', messages: [{ role: 'system' }, { role: 'user', content: 'x' }] },
    });
    expect(generate({ prompt: 'x', raw: true, stream: false })).toMatchObject({
      kind: 'raw',
      stream: false,
      request: { prompt: 'x' },
    });
    expect(generate({ prompt: 'x', suffix: 'y' })).toMatchObject({ kind: 'raw', request: { suffix: 'y' } });
    expect(generate({})).toMatchObject({ kind: 'hold', model: 'local/house', unload: false });
    for (const keep of [0, '0', '0s']) expect(generate({ keep_alive: keep })).toMatchObject({ unload: true });
    expect(generate({ keep_alive: '5m' })).toMatchObject({ unload: false });
  });
});

describe('an answer', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serveFake({}, { runtime: { models: () => [...MODELS, local('fake')] } });
  });
  afterAll(() => served.server.close());
  const post = (path: string, body: object): Promise<Wire> => served.call({ path, body });
  const linesOf = ({ text }: Wire): Record<string, unknown>[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  test('streams by default, a line a part; the last one carries counts, durations and route', async () => {
    const reply = await post('/api/chat', { model: 'fake', messages: [{ role: 'user', content: 'hello' }] });
    expect(reply.headers['content-type']).toBe('application/x-ndjson');
    const lines = linesOf(reply);
    expect(lines[0]).toMatchObject({ message: { role: 'assistant', content: 'You' }, done: false });
    expect(lines.at(-1)).toMatchObject({
      model: 'local/fake',
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: 'stop',
      total_duration: 2_000_000,
      load_duration: 0,
      prompt_eval_count: 1,
      prompt_eval_duration: 1_000_000,
      eval_count: 3,
      eval_duration: 1_000_000,
      nearmost: { place: 'local', warnings: [] },
    });
  });

  test('calls come whole, also in a stream, and before the end', async () => {
    const look = { type: 'function', function: { name: 'look' } };
    const go = { type: 'function', function: { name: 'go' } };
    const lines = linesOf(
      await post('/api/chat', {
        model: 'auto',
        messages: [{ role: 'user', content: 'TOOL' }],
        tools: [look, go],
      }),
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      message: {
        tool_calls: [
          { id: 'call_0', function: { index: 0, name: 'look', arguments: {} } },
          { id: 'call_1', function: { index: 1, name: 'go', arguments: {} } },
        ],
      },
      done: false,
    });
    expect(lines[1]).toMatchObject({ done: true, done_reason: 'stop' });
  });

  test('an error in the middle is the last line', async () => {
    const lines = linesOf(await post('/api/generate', { model: 'auto', prompt: 'BREAK now' }));
    expect(lines[0]).toMatchObject({ response: 'You' });
    expect(lines.at(-1)).toMatchObject({
      error: expect.stringContaining('died') as string,
      code: 'engine_crashed',
    });
  });

  test('nothing to say loads a model, or lets it go', async () => {
    const held = async (more: object): Promise<unknown> =>
      (await post('/api/generate', { model: 'fake:latest', ...more })).json();
    expect(await held({})).toMatchObject({ done: true, done_reason: 'load', response: '' });
    const ps = async (): Promise<object[]> =>
      ((await served.call({ path: '/api/ps' })).json() as { models: object[] }).models;
    expect(await ps()).toMatchObject([
      { name: 'fake:latest', context_length: 512, size: record.bytes, nearmost: { id: 'local/fake' } },
    ]);
    expect(await held({ keep_alive: 0 })).toMatchObject({ done_reason: 'unload' });
    expect(await ps()).toEqual([]);
    const chat = await post('/api/chat', { model: 'auto', messages: [] });
    expect(chat.json()).toMatchObject({ message: { content: '' }, done_reason: 'load' });
  });

  test('models are listed and shown with their facts', async () => {
    const { models } = (await served.call({ path: '/api/tags' })).json() as { models: { name: string }[] };
    expect(models.map(({ name }) => name)).toEqual([
      'auto:latest',
      'house:latest',
      'llama3.2-1b:latest',
      'phi-2:latest',
      'mistral:latest',
      'acme/large:latest',
      'fake:latest',
    ]);
    const { architecture } = record.info;
    expect(models[1]).toMatchObject({
      size: record.bytes,
      modified_at: '1970-01-01T00:00:01.000Z',
      details: { format: 'gguf', family: architecture, quantization_level: record.info.quantisation },
    });
    for (const body of [{ model: 'llama3.2:1b' }, { name: 'llama3.2:1b' }])
      expect((await post('/api/show', body)).json()).toMatchObject({
        license: record.card.licence,
        model_info: {
          'general.architecture': architecture,
          [`${architecture}.context_length`]: record.info.contextLength,
        },
        nearmost: { id: 'local/llama3.2-1b' },
      });
  });
});
