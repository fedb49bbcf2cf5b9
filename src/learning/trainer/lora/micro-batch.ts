import type { Batch } from '../pack.ts';

/** One pass through the graph: a packed batch, and only the positions that carry a loss. */
export interface MicroBatch {
  /** int64 [batch * time] */
  readonly ids: BigInt64Array;
  /** [batch, 1, time, time], added to the attention scores. */
  readonly mask: Float32Array;
  /** int64 [lossRows]: positions with a loss; what is left over points at others with a weight of 0. No position comes twice. */
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
 * @throws RangeError when there are more than `lossRows`, or fewer positions in all.
 */
export function microBatch(batch: Batch, lossRows: number, weight: number): MicroBatch {
  const rows = new BigInt64Array(lossRows);
  const targets = new BigInt64Array(lossRows);
  const weights = new Float32Array(lossRows);
  const positions = [...batch.weights.keys()];
  const chosen = positions.filter((at) => batch.weights[at] !== 0);
  const used = chosen.length;
  const spare = positions.filter((at) => batch.weights[at] === 0).slice(0, Math.max(0, lossRows - used));
  if (used > lossRows || used + spare.length < lossRows)
    throw new RangeError(
      `A batch has ${used} of ${positions.length} positions with a loss, ${lossRows} fit.`,
    );
  for (const [i, at] of [...chosen, ...spare].entries()) {
    rows[i] = BigInt(at);
    targets[i] = batch.targets[at] as bigint;
    weights[i] = i < used ? weight : 0;
  }
  return { ids: batch.ids, mask: batch.mask, rows, targets, weights, tokens: batch.tokens };
}
