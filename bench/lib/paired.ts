import { createRandom } from '../../src/kit/random.ts';

const ROUNDS = 10_000;

/**
 * Mean of the paired differences with its 95 % interval (percentile bootstrap over the pairs, by a fixed seed).
 * @param differences one a case, such as 1, 0 or -1 where each side is right or wrong
 */
export function pairedMean(differences: readonly number[]): { mean: number; low: number; high: number } {
  const n = differences.length;
  const random = createRandom(20261121, n);
  const mean = (pick: () => number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += pick();
    return n === 0 ? 0 : sum / n;
  };
  let at = 0;
  const own = mean(() => differences[at++] ?? 0);
  const means = Array.from({ length: ROUNDS }, () => mean(() => differences[Math.floor(random() * n)] ?? 0));
  means.sort((a, b) => a - b);
  return {
    mean: own,
    low: means[Math.floor(ROUNDS * 0.025)] ?? 0,
    high: means[Math.floor(ROUNDS * 0.975)] ?? 0,
  };
}
