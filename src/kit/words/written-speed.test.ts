import { expect, test } from 'vitest';
import { writtenSpeed } from './written-speed.ts';

test('the share of the tokens that came after the first burst, by the time in which it came', () => {
  expect(writtenSpeed({ tokens: 200, burst: 0, rest: 800, ms: 2000 })).toBeCloseTo(100);
  expect(writtenSpeed({ tokens: 200, burst: 400, rest: 400, ms: 2000 })).toBeCloseTo(50);
});

test.each([
  ['sent at once', { tokens: 200, burst: 800, rest: 0, ms: 3 }],
  ['all in a few milliseconds', { tokens: 200, burst: 10, rest: 790, ms: 4 }],
  ['sent at once, and ended late', { tokens: 200, burst: 800, rest: 0, ms: 5000 }],
  ['too short to tell', { tokens: 15, burst: 4, rest: 60, ms: 900 }],
  ['no count of tokens', { tokens: 0, burst: 0, rest: 800, ms: 2000 }],
  ['more tokens than bytes', { tokens: 1e9, burst: 0, rest: 800, ms: 2000 }],
])('%s: no speed', (_name, written) => {
  expect(writtenSpeed(written)).toBeNull();
});
