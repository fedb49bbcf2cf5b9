import { expect, test } from 'vitest';
import type { ChatRequest } from '../../contract/index.ts';
import { createSameness } from './sameness.ts';

const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'auto',
  messages: [{ role: 'user', content }],
  temperature: 0,
  ...more,
});

test('the same request at temperature 0 to the same model is compared, nothing else', () => {
  const { compare } = createSameness();
  expect(compare('a/m', ask('x'), 'one')).toBeUndefined();
  expect(compare('a/m', ask('x'), 'one')).toBe(true);
  expect(compare('a/m', ask('x'), 'two')).toBe(false);
  expect(compare('b/m', ask('x'), 'two')).toBeUndefined();
  expect(compare('a/m', ask('y'), 'two')).toBeUndefined();
  expect(compare('a/m', ask('x', { maxTokens: 5 }), 'two')).toBeUndefined();
  for (const more of [{ temperature: 0.7 }, { n: 2 }]) {
    compare('a/m', ask('x', more), 'one');
    expect(compare('a/m', ask('x', more), 'one')).toBeUndefined();
  }
  const { temperature: _, ...free } = ask('x');
  compare('a/m', free, 'one');
  expect(compare('a/m', free, 'one')).toBeUndefined();
});

test('long requests are not compared, and old ones are forgotten', () => {
  const { compare } = createSameness();
  const long = ask('x'.repeat(20_000));
  compare('a/m', long, 'one');
  expect(compare('a/m', long, 'one')).toBeUndefined();
  compare('a/m', ask('first'), 'one');
  for (let i = 0; i < 256; i += 1) compare('a/m', ask(`${i}`), 'one');
  expect(compare('a/m', ask('first'), 'one')).toBeUndefined();
  expect(compare('a/m', ask('255'), 'one')).toBe(true);
});
