/** A rising line through points: `to` at each of `from`, straight between them, level beyond. */
export interface Steps {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

interface Block {
  sum: number;
  right: number;
  n: number;
}

/**
 * Isotonic regression: the rising curve nearest to what happened (pool adjacent violators), through the middles of its
 * blocks, so that scores within a block keep their order.
 * @param least answers in a block: smaller ones say too little of their own
 */
export function fitIsotonic(scores: readonly number[], right: readonly boolean[], least = 30): Steps {
  const order = [...scores.keys()].sort((i, j) => scores[i]! - scores[j]!);
  const parts: Block[] = [];
  let before: number | undefined;
  for (const i of order) {
    const open = parts.at(-1);
    const score = scores[i]!;
    if (open && (open.n < least || score === before)) {
      open.sum += score;
      open.right += Number(right[i]);
      open.n++;
    } else parts.push({ sum: score, right: Number(right[i]), n: 1 });
    before = score;
  }
  const join = (into: Block, other: Block): void => {
    into.sum += other.sum;
    into.right += other.right;
    into.n += other.n;
  };
  const last = parts.at(-1);
  const previous = parts.at(-2);
  if (last && previous && last.n < least) join(previous, parts.pop()!);
  const blocks: Block[] = [];
  for (const part of parts) {
    blocks.push({ ...part });
    for (;;) {
      const [a, b] = [blocks.at(-2), blocks.at(-1)];
      if (!a || !b || a.right * b.n < b.right * a.n) break;
      join(a, b);
      blocks.pop();
    }
  }
  return {
    from: blocks.map(({ sum, n }) => sum / n),
    // one more right and one more wrong answer: no block is certain
    to: blocks.map(({ right: hits, n }) => (hits + 0.5) / (n + 1)),
  };
}

/** The curve's height at a score. */
export function isotonicAt({ from, to }: Steps, score: number): number {
  const after = from.findIndex((x) => x > score);
  if (after < 0) return to.at(-1) ?? 0;
  if (after === 0) return to[0] ?? 0;
  const [x0, x1, y0, y1] = [from[after - 1]!, from[after]!, to[after - 1]!, to[after]!];
  return y0 + ((y1 - y0) * (score - x0)) / (x1 - x0);
}
