import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatPart, ChatRequest, JsonSchema, LoadedModel, Tool } from '../../contract/index.ts';
import { validateJson } from '../../kit/json-schema/validate.ts';
import { all, last, loadRandom, textOf } from '../testing/random-model.ts';
import { THINKING } from '../testing/thinking-template.ts';

let plain: Awaited<ReturnType<typeof loadRandom>>;
let thinking: Awaited<ReturnType<typeof loadRandom>>;
let model: LoadedModel;
beforeAll(async () => {
  plain = await loadRandom({}, { contextSize: 1000 });
  thinking = await loadRandom({ chatTemplate: THINKING, seed: 3 });
  model = plain.loaded;
});
afterAll(() => Promise.all([plain.close(), thinking.close()]));

const ask = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'local/random',
  messages: [{ role: 'user', content: 'wake me "at" 6:30, tomorrow' }],
  maxTokens: 400,
  temperature: 1,
  seed: 5,
  ...more,
});
const held = (schema: JsonSchema): Partial<ChatRequest> => ({
  responseFormat: { type: 'json_schema', schema },
});

test.each<[string, JsonSchema]>([
  ['pattern', { type: 'string', pattern: '^[A-F]{3}-[0-9]{2}$' }],
  [
    'bounds',
    { type: 'array', items: { type: 'integer', minimum: -3, maximum: 11 }, minItems: 3, maxItems: 3 },
  ],
  [
    'required',
    {
      type: 'object',
      properties: { a: { type: 'boolean' }, b: { enum: ['x', 'y'] } },
      required: ['a', 'b'],
      additionalProperties: false,
    },
  ],
  [
    'anyOf',
    {
      anyOf: [
        { type: 'null' },
        { type: 'object', properties: { k: { type: 'string', maxLength: 4 } }, required: ['k'] },
      ],
    },
  ],
  ['decimal', { type: 'number', minimum: 0.25, maximum: 0.75 }],
  ['date', { type: 'object', properties: { on: { type: 'string', format: 'date-time' } }, required: ['on'] }],
  [
    'recursion',
    {
      $ref: '#/$defs/n',
      $defs: {
        n: {
          type: 'object',
          properties: { v: { enum: [1, 2] }, in: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/n' }] } },
          required: ['v', 'in'],
          additionalProperties: false,
        },
      },
    },
  ],
])('answers of a model that writes noise fit a schema: %s', async (_name, schema) => {
  for (const seed of [1, 2, 3]) {
    const parts = await all(model.chat(ask({ ...held(schema), seed })));
    const text = textOf(parts);
    expect([text, last(parts, 'finish').reason]).toEqual([text, 'stop']);
    expect([text, validateJson(schema, JSON.parse(text))]).toEqual([text, undefined]);
  }
});

test('a span is taken from the last user message', async () => {
  const schema = {
    type: 'object',
    properties: { when: { type: 'string', 'x-nearmost-span': true } },
    required: ['when'],
  };
  const { when } = JSON.parse(textOf(await all(model.chat(ask(held(schema)))))) as { when: string };
  expect('wake me "at" 6:30, tomorrow').toContain(when);
  expect(validateJson(schema, { when }, 'wake me "at" 6:30, tomorrow')).toBeUndefined();
});

test('a format that no grammar holds is checked before it is shown, tried again, and refused in the end', async () => {
  const schema = { type: 'array', items: { enum: ['a', 'b'] }, minItems: 2, maxItems: 2, uniqueItems: true };
  const parts = await all(model.chat(ask(held(schema))));
  expect(validateJson(schema, JSON.parse(textOf(parts)))).toBeUndefined();
  expect(last(parts, 'warning').message).toContain('uniqueItems');
  const impossible = { type: 'string', minLength: 1, maxLength: 3, not: { type: 'string' } };
  const seen: ChatPart[] = [];
  const run = async (): Promise<void> => {
    for await (const part of model.chat(ask({ ...held(impossible), maxTokens: 200 }))) seen.push(part);
  };
  await expect(run()).rejects.toMatchObject({ code: 'output_invalid' });
  expect(seen.filter((part) => part.type === 'text')).toEqual([]);
});

test("a schema that is wrong is the caller's error", async () => {
  await expect(all(model.chat(ask(held({ type: 'integer', minimum: 2, maximum: 1 }))))).rejects.toMatchObject(
    { code: 'invalid_schema' },
  );
  await expect(all(model.chat(ask(held({ $ref: '#' }))))).rejects.toMatchObject({ code: 'invalid_schema' });
});

test('json_object gives an object; an answer cut off by the limit says length', async () => {
  const parts = await all(model.chat(ask({ responseFormat: { type: 'json_object' }, maxTokens: 1 })));
  expect(textOf(parts)).toMatch(/^\{/);
  expect(last(parts, 'finish').reason).toBe('length');
});

test('a model of one job keeps its format without being asked, greedily', async () => {
  const responseFormat = {
    type: 'json_schema' as const,
    schema: { type: 'object', properties: { intent: { enum: ['on', 'off'] } }, required: ['intent'] },
  };
  const { loaded, close } = await loadRandom({}, { card: { responseFormat } });
  try {
    const { temperature: _t, seed: _s, ...request } = ask();
    const texts = [textOf(await all(loaded.chat(request))), textOf(await all(loaded.chat(request)))];
    expect(texts[0]).toMatch(/"(on|off)"/);
    expect(texts[1]).toBe(texts[0]);
    expect(
      textOf(await all(loaded.chat({ ...request, responseFormat: { type: 'text' }, maxTokens: 9 }))),
    ).not.toContain('intent');
  } finally {
    await close();
  }
});

const tools: Tool[] = [
  {
    name: 'light',
    description: 'switches a light',
    parameters: {
      type: 'object',
      properties: { on: { type: 'boolean' }, level: { type: 'integer', minimum: 0, maximum: 9 } },
      required: ['on', 'level'],
      additionalProperties: false,
    },
  },
  { name: 'stop' },
  {
    name: 'tree',
    parameters: {
      $ref: '#/$defs/t',
      $defs: {
        t: {
          type: 'object',
          properties: { t: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/t' }] } },
          required: ['t'],
          additionalProperties: false,
        },
      },
    },
  },
];

test('a required call is one of the tools with arguments that fit', async () => {
  const names = new Set<string>();
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const parts = await all(model.chat(ask({ tools, toolChoice: 'required', seed })));
    const call = last(parts, 'tool-call');
    const tool = tools.find(({ name }) => name === call.name);
    names.add(call.name ?? '');
    expect(call.id).toMatch(/^call_\w{24}$/);
    expect(validateJson(tool?.parameters ?? { type: 'object' }, JSON.parse(call.arguments))).toBeUndefined();
    expect(call.score?.tokens).toBeGreaterThan(10);
    expect(last(parts, 'finish').reason).toBe('tool_calls');
    expect(textOf(parts)).toBe('');
  }
  expect(names.size).toBeGreaterThan(1);
});

test('a named call calls that tool; tools are not in play under none', async () => {
  const parts = await all(model.chat(ask({ tools, toolChoice: { name: 'light' } })));
  expect(last(parts, 'tool-call').name).toBe('light');
  await expect(all(model.chat(ask({ tools, toolChoice: { name: 'dark' } })))).rejects.toMatchObject({
    code: 'invalid_request',
    param: 'tool_choice',
  });
  await expect(all(model.chat(ask({ toolChoice: 'required' })))).rejects.toMatchObject({
    code: 'invalid_request',
    param: 'tools',
  });
  const none = await all(model.chat(ask({ tools, toolChoice: 'none', maxTokens: 5 })));
  const bare = await all(model.chat(ask({ maxTokens: 5 })));
  expect(textOf(none)).toBe(textOf(bare));
  expect(last(none, 'usage').usage.inputTokens).toBe(last(bare, 'usage').usage.inputTokens);
});

test('a call cut off by the limit is left out and said to be', async () => {
  const parts = await all(model.chat(ask({ tools, toolChoice: 'required', maxTokens: 6 })));
  expect(parts.map((part) => part.type)).toEqual(['warning', 'finish', 'usage']);
  expect(last(parts, 'finish').reason).toBe('length');
});

test('under auto the tools reach the prompt of a template that knows none, and text stays text', async () => {
  const offered = await all(model.chat(ask({ tools, maxTokens: 8 })));
  expect(textOf(offered)).toHaveLength(8);
  expect(last(offered, 'usage').usage.inputTokens).toBeGreaterThan(300);
});

test('a conversation with calls and results is told in words where the template has no place for them', async () => {
  const messages: ChatRequest['messages'] = [
    { role: 'system', content: 'be brief' },
    { role: 'user', content: 'light on' },
    { role: 'assistant', content: null, toolCalls: [{ id: 'c1', name: 'light', arguments: '{"on":true}' }] },
    { role: 'tool', toolCallId: 'c1', content: 'done' },
  ];
  expect(textOf(await all(model.chat(ask({ messages, maxTokens: 4 }))))).toHaveLength(4);
});

test('thinking is told apart, ends at its budget, and the answer goes on', async () => {
  const parts = await all(thinking.loaded.chat(ask({ thinkingBudget: 12, maxTokens: 60 })));
  const thought = parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
  expect(thought.length).toBeGreaterThan(8);
  expect(textOf(parts).length).toBeGreaterThan(8);
  const { reasoningTokens = 0, outputTokens } = last(parts, 'usage').usage;
  expect(reasoningTokens).toBeGreaterThanOrEqual(12);
  expect(reasoningTokens).toBeLessThan(12 + 14);
  expect(outputTokens).toBeGreaterThan(reasoningTokens);
  const kinds = parts.map((part) => part.type);
  expect(kinds.lastIndexOf('reasoning')).toBeLessThan(kinds.indexOf('text'));
});

test('without a budget it thinks on; with none it answers at once', async () => {
  const long = await all(thinking.loaded.chat(ask({ maxTokens: 40 })));
  expect(last(long, 'usage').usage.reasoningTokens).toBe(40);
  expect(textOf(long)).toBe('');
  const none = await all(thinking.loaded.chat(ask({ maxTokens: 40, thinkingBudget: 0 })));
  expect(last(none, 'usage').usage.reasoningTokens).toBeUndefined();
  expect(textOf(none).length).toBeGreaterThan(20);
});

test('a schema holds the answer behind the thinking', async () => {
  const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
  const parts = await all(thinking.loaded.chat(ask({ ...held(schema), thinkingBudget: 10 })));
  expect(parts.some((part) => part.type === 'reasoning')).toBe(true);
  expect(JSON.parse(textOf(parts))).toEqual({ ok: expect.any(Boolean) });
  const quick = await all(thinking.loaded.chat(ask(held(schema))));
  expect(quick.some((part) => part.type === 'reasoning')).toBe(false);
  expect(JSON.parse(textOf(quick))).toEqual({ ok: expect.any(Boolean) });
});
