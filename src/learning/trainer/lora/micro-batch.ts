import type { Batch } from '../pack.ts';

/** One pass through the graph: a packed batch, and only the positions that carry a loss. */
export interface MicroBatch {
  /** int64 [batch * time] */
  readonly ids: BigInt64Array;
  /** [batch, 1, time, time], added to the attention scores. */
  readonly mask: Float32Array;
  /** int64 [lossRows]: positions with a loss; what is left over points at position 0 with a weight of 0. */
  readonly rows: BigInt64Array;
  readonly targets: BigInt64Array;
  readonly weights: Float32Array;
  /** Tokens that carry data. */
  readonly tokens: number;
}

/** How many positions of a batch carry a loss. */
export const countLossRows = (batch: Pick<Batch, 'weights'>): number =>
  batch.weights.reduce((count, weight) => (weight === 0 ? count : count + 1), 0);

/**
 * Picks the positions with a loss; each weighs `weight`.
 * @throws RangeError when there are more than `lossRows`.
 */
export function microBatch(batch: Batch, lossRows: number, weight: number): MicroBatch {
  const rows = new BigInt64Array(lossRows);
  const targets = new BigInt64Array(lossRows);
  const weights = new Float32Array(lossRows);
  let used = 0;
  for (const [at, old] of batch.weights.entries()) {
    if (old === 0) continue;
    if (used === lossRows) throw new RangeError(`A batch has more than ${lossRows} positions with a loss.`);
    rows[used] = BigInt(at);
    targets[used] = batch.targets[at] as bigint;
    weights[used] = weight;
    used++;
  }
  return { ids: batch.ids, mask: batch.mask, rows, targets, weights, tokens: batch.tokens };
}
