import type { Estimate } from '../../contract/index.ts';
import { lowerBound, upperBound } from './binomial.ts';

/** @param hits sum of scores from 0 to 1; need not be whole. Of an empty sample nothing is known: null. */
export function estimateOf(hits: number, n: number): Estimate | null {
  if (n <= 0) return null;
  return { value: hits / n, low: lowerBound(hits, n, 0.025), high: upperBound(hits, n, 0.025), n };
}
