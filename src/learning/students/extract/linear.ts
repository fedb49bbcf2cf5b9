import { shuffled } from '../../../kit/random.ts';

/** A linear model over a closed set of classes: multinomial logistic regression on hashed features. */
export interface Linear {
  /** Hash of a feature → row. */
  readonly rows: Map<number, number>;
  readonly classes: number;
  /** A row of `classes` weights for every feature. */
  readonly weights: Float32Array;
}

export interface LinearOptions {
  /** Features of fewer examples are left out. */
  readonly minCount: number;
  readonly epochs: number;
  readonly random: () => number;
  /** Called after every epoch; waiting in it lets other work through. */
  readonly pause: (words: string) => Promise<void>;
}

const RATE = 0.3;
const DECAY = 2e-6;

/** Weights while it learns: 32 MB. */
const MAX_WEIGHTS = 8_000_000;

/** Rows of the features of so many examples or more; the most frequent where they are too many. */
function rowsOf(features: readonly Int32Array[], minCount: number, most: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const list of features) for (const hash of list) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const often = [...counts].filter(([, count]) => count >= minCount);
  if (often.length > most) often.sort(([, a], [, b]) => b - a).splice(most);
  return new Map(often.map(([hash], row) => [hash, row]));
}

/** Log probabilities of the classes. */
export function classScores(model: Linear, features: Int32Array): Float64Array {
  const scores = new Float64Array(model.classes);
  const scale = 1 / Math.sqrt(features.length || 1);
  for (const hash of features) {
    const row = model.rows.get(hash);
    if (row === undefined) continue;
    for (let c = 0; c < model.classes; c++)
      scores[c]! += scale * (model.weights[row * model.classes + c] ?? 0);
  }
  let max = -Infinity;
  for (const score of scores) max = Math.max(max, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - max);
  const norm = max + Math.log(sum);
  return scores.map((score) => score - norm);
}

/** Trains with AdaGrad; labels below 0 are passed over. */
export async function trainLinear(
  features: readonly Int32Array[],
  labels: Int32Array,
  classes: number,
  { minCount, epochs, random, pause }: LinearOptions,
): Promise<Linear> {
  const rows = rowsOf(features, minCount, Math.floor(MAX_WEIGHTS / Math.max(1, classes)));
  const weights = new Float32Array(rows.size * classes);
  const model: Linear = { rows, classes, weights };
  if (classes < 2) return model;
  const squares = new Float32Array(weights.length).fill(1e-2);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const example of shuffled(random, [...features.keys()])) {
      const list = features[example] as Int32Array;
      const label = labels[example] ?? -1;
      if (label < 0) continue;
      const scores = classScores(model, list);
      const scale = 1 / Math.sqrt(list.length || 1);
      for (let c = 0; c < classes; c++) {
        const gradient = scale * (Math.exp(scores[c] ?? 0) - (c === label ? 1 : 0));
        if (Math.abs(gradient) < 1e-5) continue;
        for (const hash of list) {
          const row = rows.get(hash);
          if (row === undefined) continue;
          const at = row * classes + c;
          const full = gradient + DECAY * (weights[at] ?? 0);
          squares[at]! += full * full;
          weights[at]! -= (RATE * full) / Math.sqrt(squares[at] ?? 1);
        }
      }
    }
    await pause('');
  }
  return model;
}
