import { expect, test } from 'vitest';
import { fnv1a } from './hash.ts';

test('the values that FNV-1a is published with', () => {
  expect(fnv1a('') >>> 0).toBe(0x811c9dc5);
  expect(fnv1a('a') >>> 0).toBe(0xe40c292c);
  expect(fnv1a('foobar') >>> 0).toBe(0xbf9cf968);
});

test('a stretch is hashed as if it stood alone, and what lies beyond the end as zeros', () => {
  expect(fnv1a('a foobar!', 2, 8)).toBe(fnv1a('foobar'));
  expect(fnv1a('ab', 0, 4)).toBe(fnv1a('ab\0\0'));
});
