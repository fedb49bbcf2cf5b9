import { atLeast } from '../../kit/stats/binomial.ts';

export interface Regression {
  readonly ok: boolean;
  /** Mean score after less mean score before. */
  readonly change: number;
  readonly words: string;
}

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;

/**
 * Whether a model with an adapter is worse on a general set than without: refused when the mean falls by more than `allowed`,
 * or when more cases got worse than better by more than that and chance alone would do so in less than 1 of 20 cases.
 * Scores are 0 to 1, of the same cases in the same order.
 */
export function checkRegression(
  before: readonly number[],
  after: readonly number[],
  allowed = 0.02,
): Regression {
  if (before.length === 0 || before.length !== after.length)
    throw new RangeError(`${before.length} scores before and ${after.length} after cannot be compared.`);
  const changes = before.map((score, i) => after[i]! - score);
  const worse = changes.filter((change) => change < -allowed).length;
  const better = changes.filter((change) => change > allowed).length;
  const change = changes.reduce((sum, one) => sum + one, 0) / changes.length;
  const chance = worse > better ? atLeast(worse, worse + better, 0.5) : 1;
  const ok = change >= -allowed && chance >= 0.05;
  const words = `on ${before.length} general cases ${better} got better and ${worse} worse, ${percent(change)} in the mean (allowed: -${percent(allowed)})`;
  return { ok, change, words };
}
