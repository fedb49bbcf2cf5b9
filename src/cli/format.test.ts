import { expect, test } from 'vitest';
import { ago, bytes, clock, count, duration, money, percent, probability } from './format.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [999_600, '1.0 MB'],
  [7_942_144, '7.9 MB'],
  [104_857_600, '105 MB'],
  [4_700_000_000, '4.7 GB'],
])('%d bytes', (value, text) => expect(bytes(value)).toBe(text));

test.each([
  [0.4, '0.4 ms'],
  [41.3, '41 ms'],
  [1240, '1.2 s'],
  [200_000, '3 min 20 s'],
  [59_960, '1 min 0 s'],
  [7_500_000, '2 h 5 min'],
  [400_000_000, '5 days'],
])('%d ms', (value, text) => expect(duration(value)).toBe(text));

test.each([
  [null, 'unknown'],
  [0, '$0'],
  [12.3456, '$12.35'],
  [0.00021, '$0.00021'],
  [0.0421, '$0.042'],
  [1e-12, '$0.00000000'],
])('%s US dollars', (value, text) => expect(money(value)).toBe(text));

test('shares, probabilities, counts', () => {
  expect([percent(0), percent(0.004), percent(0.754), percent(1)]).toEqual(['0 %', '<1 %', '75 %', '100 %']);
  expect([probability(0.936), probability(null)]).toEqual(['0.94', '–']);
  expect([count(1, 'model'), count(2, 'model'), count(0, 'reply', 'replies')]).toEqual([
    '1 model',
    '2 models',
    '0 replies',
  ]);
});

test('moments', () => {
  const now = new Date(2026, 10, 21, 12, 0, 0).getTime();
  expect(ago(now - 5000, now)).toBe('just now');
  expect(ago(now - 125_000, now)).toBe('2 min ago');
  expect(ago(now - 3 * 3_600_000, now)).toBe('3 h ago');
  expect(ago(now - 5 * 86_400_000, now)).toBe('5 days ago');
  expect(clock(now - 60_000, now)).toBe('11:59:00');
  expect(clock(now - 86_400_000, now)).toBe('2026-11-20 12:00:00');
});
