import { createRandom, shuffled } from '../../../kit/random.ts';
import type { SparseRow } from './vocabulary.ts';

export interface LinearTask {
  readonly rows: readonly SparseRow[];
  /** Number of the right answer of each row. */
  readonly answers: Int32Array;
  readonly classes: number;
  readonly features: number;
  readonly seed: number;
  /** Called after each pass: may wait, and may throw to end the training. */
  readonly onEpoch: (done: number, all: number) => Promise<void>;
}

const RATE = 0.5;
const BIAS_RATE = 0.005;
/** Most answers are wrong for most texts: where training starts. */
const BIAS = -2;
/** Smaller errors are not worth a write. */
const LEAST_ERROR = 0.01;
const LEAST_SCORE = Math.log(LEAST_ERROR / (1 - LEAST_ERROR));

const epochsFor = (examples: number): number => (examples < 500 ? 8 : examples < 2000 ? 5 : 4);

interface Weights {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** One logistic regression for each answer against all others, by AdaGrad. */
export async function trainLinear(task: LinearTask): Promise<Weights> {
  const { rows, answers, classes, features } = task;
  const weights = new Float32Array(features * classes);
  const squares = new Float32Array(weights.length);
  const bias = new Float32Array(classes).fill(classes > 1 ? BIAS : 0);
  const errors = new Float32Array(classes);
  const active = new Int32Array(classes);
  const random = createRandom(task.seed, 0x9b0be);
  const epochs = epochsFor(rows.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const example of shuffled(random, [...rows.keys()])) {
      const row = rows[example]!;
      score(row, weights, bias, errors);
      const count = errorsOf(errors, answers[example]!, active);
      correct(row, errors, active.subarray(0, count), { weights, squares, bias });
    }
    await task.onEpoch(epoch + 1, epochs);
  }
  return { weights, bias };
}

function score(
  { rows, values }: SparseRow,
  weights: Float32Array,
  bias: Float32Array,
  into: Float32Array,
): void {
  into.set(bias);
  const classes = bias.length;
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i]! * classes;
    const value = values[i]!;
    for (let c = 0; c < classes; c++) into[c]! += weights[at + c]! * value;
  }
}

/** Turns scores into errors (probability less truth) and lists the answers whose error is worth a step. */
function errorsOf(scores: Float32Array, right: number, active: Int32Array): number {
  let count = 0;
  for (let c = 0; c < scores.length; c++) {
    if (c !== right && scores[c]! < LEAST_SCORE) continue;
    const error = 1 / (1 + Math.exp(-scores[c]!)) - (c === right ? 1 : 0);
    if (Math.abs(error) < LEAST_ERROR) continue;
    scores[c] = error;
    active[count++] = c;
  }
  return count;
}

function correct(
  { rows, values }: SparseRow,
  errors: Float32Array,
  active: Int32Array,
  { weights, squares, bias }: Weights & { squares: Float32Array },
): void {
  for (const c of active) bias[c]! -= BIAS_RATE * errors[c]!;
  const classes = bias.length;
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i]! * classes;
    const value = values[i]!;
    for (let k = 0; k < active.length; k++) {
      const c = active[k]!;
      const step = errors[c]! * value;
      const square = (squares[at + c]! += step * step);
      weights[at + c]! -= (RATE * step) / (Math.sqrt(square) + 1e-4);
    }
  }
}
