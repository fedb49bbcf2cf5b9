import { lowerBound, upperBound } from './binomial.ts';

/** A share with its exact 95 % interval (Clopper and Pearson) and the size of its sample. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** @param hits sum of scores from 0 to 1; need not be whole. Of an empty sample nothing is known: null. */
export function estimateOf(hits: number, n: number): Estimate | null {
  if (n <= 0) return null;
  return { value: hits / n, low: lowerBound(hits, n, 0.025), high: upperBound(hits, n, 0.025), n };
}
