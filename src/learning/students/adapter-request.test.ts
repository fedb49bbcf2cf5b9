import { expect, test } from 'vitest';
import type { ResponseFormat } from '../../contract/index.ts';
import { adapterRequest, adapterTarget } from './adapter-request.ts';

const system = { role: 'system' as const, content: 'Sort the mail.' };

test('a request is greedy, does not think, and has the format of the skill or plain text', () => {
  const plain = adapterRequest({ messages: [system] }, 'whole', 'hello');
  expect(plain).toMatchObject({
    messages: [system, { role: 'user', content: 'hello' }],
    temperature: 0,
    thinkingBudget: 0,
    responseFormat: { type: 'text' },
  });
  const held = adapterRequest(
    { messages: [system], responseFormat: { type: 'json_object' } },
    'input',
    'hello',
  );
  expect(held).toMatchObject({
    messages: [{ role: 'user', content: 'hello' }],
    responseFormat: { type: 'json_object' },
  });
});

test('what the message of the user always begins and ends with is part of the whole alone', () => {
  const shared = { messages: [], prefix: 'Mail: ', suffix: '\nBox:' };
  const content = (prompt: 'whole' | 'input'): unknown =>
    adapterRequest(shared, prompt, 'x').messages[0]?.content;
  expect([content('whole'), content('input')]).toEqual(['Mail: x\nBox:', 'x']);
});

const schema = {
  type: 'object',
  properties: {
    intent: { type: 'string' },
    slots: { type: 'object', properties: { a: {}, b: {} } },
    list: { type: 'array', items: { type: 'object', properties: { x: {}, y: {} } } },
  },
};
const format: ResponseFormat = { type: 'json_schema', schema };

test.each<[string, string, ResponseFormat | undefined, string | undefined]>([
  ['text is trimmed', ' yes\n', undefined, 'yes'],
  ['text that looks like JSON stays', '{ "a": 1 }', { type: 'text' }, '{ "a": 1 }'],
  [
    'an object in its shortest form',
    '{ "b": 1,\n "a": [1, 2] }',
    { type: 'json_object' },
    '{"b":1,"a":[1,2]}',
  ],
  [
    'members in the order of the schema, deep, others behind',
    '{"other":1,"list":[{"y":1,"x":2}],"slots":{"c":0,"b":1,"a":2},"intent":"go"}',
    format,
    '{"intent":"go","slots":{"a":2,"b":1,"c":0},"list":[{"x":2,"y":1}],"other":1}',
  ],
  ['what is no JSON teaches nothing', 'Sure! {"a":1}', format, undefined],
])('a target: %s', (_name, output, wanted, target) => {
  expect(adapterTarget(output, wanted)).toBe(target);
});
