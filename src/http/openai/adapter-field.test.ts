import { expect, test } from 'vitest';
import { parseChat } from './chat-request.ts';
import { parseCompletion } from './completions-schema.ts';

const chat = (model: string, adapter?: unknown): string =>
  parseChat({ model, adapter, messages: [{ role: 'user', content: 'hi' }] }).request.model;

test.each([
  ['local/house', 'title', 'local/house+title'],
  ['local/house', 'house+title', 'local/house+title'],
  ['local/house+title', 'title', 'local/house+title'],
  ['local/house', 'v1.2-b_c', 'local/house+v1.2-b_c'],
  ['local/house', null, 'local/house'],
  ['auto', undefined, 'auto'],
])('%s with %s is %s', (model, adapter, expected) => {
  expect(chat(model, adapter)).toBe(expected);
  expect(parseCompletion({ model, adapter, prompt: 'hi' }).requests[0]?.model).toBe(expected);
});

test.each([
  ['auto', 'title'],
  ['openai/gpt-5', 'title'],
  ['local/house', 'other+title'],
  ['local/house+date', 'title'],
  ['local/house', '/etc/passwd'],
  ['local/house', '../x'],
  ['local/house', '..'],
  ['local/house', 'a+b+c'],
  ['local/house', 'x.gguf/..'],
  ['local/house', 'C:\\x'],
  ['local/house', ''],
  ['local/house', 'a'.repeat(201)],
  ['local/house', { path: '/x' }],
  ['local/house', 3],
])('%s with %j is refused', (model, adapter) => {
  const refused = expect.objectContaining({ code: 'invalid_request', param: 'adapter' });
  expect(() => chat(model, adapter)).toThrow(refused);
  expect(() => parseCompletion({ model, adapter, prompt: 'hi' })).toThrow(refused);
});
