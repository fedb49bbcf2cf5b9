import { createRandom } from '../../src/kit/random.ts';

/** The fold of each row, drawn at random; rows of one group share theirs. */
export function foldsOf(groups: readonly string[], folds: number, seed: number): number[] {
  const random = createRandom(seed, 0xf01d);
  const known = new Map<string, number>();
  return groups.map((group) => {
    const fold = known.get(group) ?? Math.floor(random() * folds);
    known.set(group, fold);
    return fold;
  });
}

/** Scores of all rows, each from a model that did not see its fold. */
export function crossFit(
  fold: readonly number[],
  fit: (train: readonly number[]) => (row: number) => number,
): Float64Array {
  const scores = new Float64Array(fold.length);
  for (const own of new Set(fold)) {
    const train = [...fold.keys()].filter((i) => fold[i] !== own);
    const score = fit(train);
    for (const [i, other] of fold.entries()) if (other === own) scores[i] = score(i);
  }
  return scores;
}
