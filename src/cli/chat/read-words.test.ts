import { expect, test } from 'vitest';
import { readModel, readWords } from './read-words.ts';

const models = ['auto', 'local/house', 'local/qwen3-0.6b', 'openai/gpt-4o-mini'];

test.each([
  [[], 'auto', ''],
  [['wake me at 6:30'], 'auto', 'wake me at 6:30'],
  [['hello'], 'auto', 'hello'],
  [['play', 'some', 'jazz'], 'auto', 'play some jazz'],
  [['6:30', 'alarm'], 'auto', '6:30 alarm'],
  [['house'], 'local/house', ''],
  [['local/house', 'play', 'jazz'], 'local/house', 'play jazz'],
  [['auto', 'house'], 'auto', 'house'],
  [['openai/gpt-5', 'hi'], 'openai/gpt-5', 'hi'],
  [['gpt-4o', 'hi'], 'gpt-4o', 'hi'],
])('%j', (words, model, prompt) => {
  expect(readWords(words, models)).toEqual({ model, prompt });
});

test('a mistyped model is not sent as a question', () => {
  expect(() => readWords(['qwen3-0.6'], models)).toThrow(/There is no model "qwen3-0.6"/);
  try {
    readWords(['local/huose'], models);
    expect.unreachable();
  } catch (error) {
    expect((error as { hint: string }).hint).toContain('Did you mean house?');
  }
});

test('another model of a known provider is no mistyped one', () => {
  const models = ['auto', 'local/house', 'openai/gpt-5'];
  expect(readWords(['openai/gpt-5-mini', 'hi'], models)).toEqual({
    model: 'openai/gpt-5-mini',
    prompt: 'hi',
  });
  expect(() => readWords(['opnai/gpt-5', 'hi'], models)).toThrow(/opnai/);
});

test('--model names a model and nothing else', () => {
  expect(readModel('auto', models)).toBe('auto');
  expect(readModel('house', ['local/house'])).toBe('local/house');
  expect(readModel('openai/gpt-new', ['openai/gpt-4o-mini'])).toBe('openai/gpt-new');
  expect(() => readModel('tiny', ['local/house'])).toThrow('There is no model "tiny"');
  expect(() => readModel('hous', ['local/house'])).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('house') as string }),
  );
});
