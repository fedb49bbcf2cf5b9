import { expect, test } from 'vitest';
import { distance, nearest } from './nearest.ts';

test('steps between words', () => {
  expect(distance('', 'abc')).toBe(3);
  expect(distance('house', 'huose')).toBe(1);
  expect(distance('kitten', 'sitting')).toBe(3);
  expect(distance('same', 'same')).toBe(0);
});

test('the nearest known word, when it is near', () => {
  const known = ['house', 'qwen3-0.6b', 'smollm2-135m'];
  expect(nearest('hous', known)).toBe('house');
  expect(nearest('qwen3-0.6', known)).toBe('qwen3-0.6b');
  expect(nearest('llama', known)).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});
