/** One training example: tokens, and the weight of the loss on each token (`weights[0]` is unused: nothing predicts the first). */
export interface Example {
  readonly tokens: readonly number[];
  readonly weights: readonly number[];
}

/** Where an example lies in a packed row: it takes `length` positions, one less than its tokens. */
interface Segment {
  readonly example: number;
  readonly start: number;
  readonly length: number;
}

/** Examples that share one row of a batch. */
export type PackedRow = readonly Segment[];

/** One batch as graph inputs. */
export interface Batch {
  /** int64 [batch * time] */
  readonly ids: BigInt64Array;
  /** int64 [batch * time]: the token after each position. */
  readonly targets: BigInt64Array;
  /** [batch * time], sums to 1 (all 0 when the batch holds no weighted token). */
  readonly weights: Float32Array;
  /** [batch, 1, time, time]: 0 within an example up to the own position, else -1e9. */
  readonly mask: Float32Array;
  /** Tokens that carry data. */
  readonly tokens: number;
}

/** Open rows that a new example may still join: enough to fill rows well, few enough to stay quick. */
const OPEN_ROWS = 24;

/**
 * Puts examples into rows of at most `time` positions, first fit in the given order.
 * @throws RangeError when an example is longer than a row.
 */
export function packRows(examples: readonly Example[], time: number): PackedRow[] {
  const done: Segment[][] = [];
  let open: { segments: Segment[]; used: number }[] = [];
  for (const [index, { tokens }] of examples.entries()) {
    const length = tokens.length - 1;
    if (length > time || length < 1)
      throw new RangeError(`Example ${index} has ${tokens.length} tokens, a row ${time}.`);
    let row = open.find(({ used }) => used + length <= time);
    if (!row) {
      row = { segments: [], used: 0 };
      open.push(row);
    }
    row.segments.push({ example: index, start: row.used, length });
    row.used += length;
    if (open.length > OPEN_ROWS) {
      const fullest = open.reduce((best, other) => (other.used > best.used ? other : best));
      done.push(fullest.segments);
      open = open.filter((other) => other !== fullest);
    }
  }
  return [...done, ...open.map(({ segments }) => segments)];
}

/** Builds the graph inputs of up to `batch` rows; missing rows stay empty. */
export function buildBatch(
  examples: readonly Example[],
  rows: readonly PackedRow[],
  batch: number,
  time: number,
): Batch {
  const ids = new BigInt64Array(batch * time);
  const targets = new BigInt64Array(batch * time);
  const weights = new Float32Array(batch * time);
  const mask = new Float32Array(batch * time * time).fill(-1e9);
  let tokens = 0;
  let total = 0;
  for (let row = 0; row < batch; row++) {
    let used = 0;
    for (const { example, start, length } of rows[row] ?? []) {
      const source = examples[example] as Example;
      for (let i = 0; i < length; i++) {
        const at = row * time + start + i;
        ids[at] = BigInt(source.tokens[i] as number);
        targets[at] = BigInt(source.tokens[i + 1] as number);
        const weight = source.weights[i + 1] as number;
        weights[at] = weight;
        total += weight;
        mask.fill(0, at * time + start, at * time + start + i + 1);
      }
      used = start + length;
    }
    // Empty positions look at themselves: a softmax over nothing would be meaningless.
    for (let t = used; t < time; t++) mask[(row * time + t) * time + t] = 0;
    tokens += used;
  }
  if (total > 0) for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) / total;
  return { ids, targets, weights, mask, tokens };
}
