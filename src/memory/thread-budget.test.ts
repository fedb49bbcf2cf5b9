import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultThreads, shareThreads } from './thread-budget.ts';

test.each([
  [4, [true], [4]],
  [4, [true, true], [2, 2]],
  [4, [true, true, true], [2, 1, 1]],
  [1, [true, true], [1, 1]],
  [4, [false, true], [1, 4]],
  [4, [false, false], [4, 4]],
])('%d threads among %j', (total, busy, shares) => {
  expect(shareThreads(total, busy)).toEqual(shares);
});

test('busy models never get more than the total, unless there are more models than threads', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 64 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
      (total, busy) => {
        const used = shareThreads(total, busy).reduce((sum, n, i) => sum + (busy[i] ? n : 0), 0);
        return (
          used <= Math.max(total, busy.filter(Boolean).length) &&
          shareThreads(total, busy).every((n) => n >= 1)
        );
      },
    ),
  );
});

test('one core is left free', () => {
  expect([1, 2, 8].map(defaultThreads)).toEqual([1, 1, 7]);
});
