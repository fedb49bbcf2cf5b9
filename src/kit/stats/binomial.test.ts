import fc from 'fast-check';
import { expect, test } from 'vitest';
import { betaShare } from './beta.ts';
import { atLeast, atMost, lowerBound, upperBound } from './binomial.ts';

/** Sum of the binomial's terms, the slow way. */
function summed(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return sum;
}

test('equals the sum of the terms', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      fc.nat(400),
      (n, p, k) => {
        // Below the smallest normal number the slow way has few bits left.
        fc.pre(k < n && (1 - p) ** n > 1e-290);
        expect(atMost(k, n, p)).toBeCloseTo(summed(k, n, p), 9);
        expect(atLeast(k + 1, n, p)).toBeCloseTo(1 - summed(k, n, p), 9);
      },
    ),
  );
});

test.each([
  [0, 59, 0.05, 0.049_51],
  [0, 10, 0.05, 0.258_866],
  [3, 100, 0.025, 0.085_176],
  [10, 10, 0.05, 1],
  [0, 0, 0.05, 1],
])('upper bound of %i in %i, missed by %f', (errors, n, delta, bound) => {
  expect(upperBound(errors, n, delta)).toBeCloseTo(bound, 4);
  expect(lowerBound(n - errors, n, delta)).toBeCloseTo(1 - bound, 4);
});

test('known values of the incomplete beta function', () => {
  expect(betaShare(0.5, 2, 2)).toBeCloseTo(0.5, 12);
  expect(betaShare(0.2, 1, 1)).toBeCloseTo(0.2, 12);
  expect(betaShare(0.3, 2.5, 4.5)).toBeCloseTo(1 - betaShare(0.7, 4.5, 2.5), 12);
  expect([betaShare(0, 2, 3), betaShare(1, 2, 3)]).toEqual([0, 1]);
  expect(betaShare(0.95, 2850, 151)).toBeCloseTo(atMost(150, 3000, 0.05), 12);
});
