import { betaShare } from './beta.ts';

/**
 * Chance of `errors` or fewer among `n` when each is an error with chance `rate`. Counts need not be whole: weighted samples
 * have an effective size (Korn and Graubard).
 */
export function atMost(errors: number, n: number, rate: number): number {
  if (errors >= n) return 1;
  return betaShare(1 - rate, n - errors, errors + 1);
}

/** Chance of `errors` or more among `n` when each is an error with chance `rate`. */
export function atLeast(errors: number, n: number, rate: number): number {
  return errors <= 0 ? 1 : betaShare(rate, errors, n - errors + 1);
}

/** The rate at which `share`, which rises or falls with it, is `level`. */
function solve(share: (rate: number) => number, level: number): number {
  const rises = share(1) > share(0);
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (share(middle) < level === rises) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Clopper and Pearson's one-sided upper bound of a rate: missed with chance `delta` at most. 1 of an empty sample. */
export function upperBound(errors: number, n: number, delta: number): number {
  if (n <= 0 || errors >= n) return 1;
  return solve((rate) => atMost(errors, n, rate), delta);
}

/** Clopper and Pearson's one-sided lower bound of a rate: missed with chance `delta` at most. 0 of an empty sample. */
export function lowerBound(hits: number, n: number, delta: number): number {
  if (n <= 0 || hits <= 0) return 0;
  return solve((rate) => atLeast(hits, n, rate), delta);
}
