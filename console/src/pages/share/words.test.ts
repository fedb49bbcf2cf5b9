import { expect, test } from 'vitest';
import { dayWords, gapsOf, intervalWords, less, sinceFirst } from './words.ts';

test('a day is the server’s, read from its name', () => {
  expect(dayWords('2026-11-01')).toBe('1 Nov');
  expect(dayWords('2026-01-31')).toBe('31 Jan');
});

test('an interval is never rounded inwards', () => {
  expect(intervalWords({ value: 0.806, low: 0.781, high: 0.8301, n: 1240 })).toBe('78 to 84 %');
});

test('what figures leave out is said once', () => {
  const figure = { value: 1, method: 'estimated' } as const;
  const gap = 'without 3 answers that have no known price';
  expect(gapsOf({ ...figure, note: `list; ${gap}` }, { ...figure, note: `other; ${gap}` }, figure)).toEqual([
    gap,
  ]);
});

test('what is not known has no difference', () => {
  const known = { value: 3, method: 'estimated' } as const;
  expect(less(known, { value: 1, method: 'measured' })).toBe(2);
  expect(less(known, { value: null, method: 'unavailable' })).toBeNull();
});

test('days before the first request are left out, quiet days after it are not', () => {
  const days = [0, 0, 3, 0, 1].map((requests) => ({ requests }));
  expect(sinceFirst(days).map(({ requests }) => requests)).toEqual([3, 0, 1]);
  expect(sinceFirst(days.slice(0, 2))).toEqual([]);
});
