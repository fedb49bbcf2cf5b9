import { expect, test } from 'vitest';
import type { ChatRequest } from '../contract/index.ts';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import { words, world } from './testing/world.ts';

const ask = (content: string, model = 'auto'): ChatRequest => ({
  model,
  messages: [{ role: 'user', content }],
});
const here = world({
  locals: { a: () => words('yes', 0), 'a+title': () => words('yes', 0) },
  records: {
    'a+title': { adapter: { base: 'a' }, card: { ...fakeRecord('a+title').card, system: 'Give a title.' } },
  },
  clouds: { openai: () => words('no', 0) },
});
const count = (request: ChatRequest, context = {}) => here.router.countTokens(request, context);

test('a model of this device counts what it would read; nothing is answered or booked', async () => {
  const { messages } = ask('hello');
  expect(await count(ask('hello'))).toEqual({
    inputTokens: JSON.stringify(messages).length,
    model: 'local/a',
    method: 'measured',
  });
  expect([here.rows, here.heard, here.calls, here.open()]).toEqual([[], [], [], 0]);
});

test('a skill counts the words it was trained with, on its base', async () => {
  const { inputTokens, model } = await count(ask('hello', 'local/a+title'));
  expect(model).toBe('local/a+title');
  expect(inputTokens).toBeGreaterThan((await count(ask('hello'))).inputTokens);
  expect(here.asked.every((asked) => asked === 'local/a')).toBe(true);
});

test('what is too long for it, and what goes to a provider, is estimated', async () => {
  const long = await count(ask('word '.repeat(200), 'local/a'));
  expect(long).toMatchObject({ model: 'local/a', method: 'estimated' });
  expect(long.inputTokens).toBeGreaterThan(1000);
  const cloud = await count(ask('word '.repeat(200)), { route: 'cloud' });
  expect(cloud).toMatchObject({ model: 'openai/big', method: 'estimated' });
  expect(cloud.inputTokens).toBeGreaterThan(200);
  expect([here.calls, here.open()]).toEqual([[], 0]);
});

test('tools, calls and schemas count; a name that nobody knows is an error', async () => {
  const cloud = { route: 'cloud' } as const;
  const plain = await count(ask('hello'), cloud);
  const tools = [{ name: 'look', description: 'Looks around in the room.' }];
  const schema = { type: 'object', properties: { city: { type: 'string' } } };
  const more = await Promise.all([
    count({ ...ask('hello'), tools }, cloud),
    count({ ...ask('hello'), responseFormat: { type: 'json_schema', schema } }, cloud),
  ]);
  for (const { inputTokens } of more) expect(inputTokens).toBeGreaterThan(plain.inputTokens);
  await expect(count(ask('hello', 'nope'))).rejects.toMatchObject({ code: 'unknown_model' });
});
