import { expect, test } from 'vitest';
import { memo } from './memo.ts';

test('the same text is worked out once, and the memory is bounded', () => {
  const asked: string[] = [];
  const upper = memo((text) => (asked.push(text), text.toUpperCase()), 2);
  expect(['a', 'a', 'b', 'a', 'c', 'a'].map(upper)).toEqual(['A', 'A', 'B', 'A', 'C', 'A']);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});

test('what throws is asked again', () => {
  const parse = memo((text) => new URL(text));
  expect(() => parse('x')).toThrow('Invalid URL');
  expect(() => parse('x')).toThrow('Invalid URL');
});
