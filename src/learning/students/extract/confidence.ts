import { signalCount, type Core } from './decode.ts';

/** Logistic regression on the signals of an answer: how likely it is right. */
export interface Confidence {
  readonly means: readonly number[];
  readonly scales: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
}

/** Signals of an answer that was not learned from, and whether it was right. */
export interface Outcome {
  readonly signals: Float64Array;
  readonly right: boolean;
}

const MIN_OUTCOMES = 40;
const PASSES = 300;
const RATE = 0.5;
/** Holds the weights near those of an unfitted one. */
const PULL = 2;

/** Before anything is known of right and wrong: the model's own probability. */
function plainConfidence(shape: Core['shape']): Confidence {
  const count = signalCount(shape);
  const weights = Array.from({ length: count }, (_, i) => (i === 0 ? 1 : 0));
  return { means: weights.map(() => 0), scales: weights.map(() => 1), weights, bias: 0 };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** 0 to 1. */
export function confidenceOf({ means, scales, weights, bias }: Confidence, signals: Float64Array): number {
  let sum = bias;
  weights.forEach(
    (weight, i) => (sum += (weight * ((signals[i] ?? 0) - (means[i] ?? 0))) / (scales[i] ?? 1)),
  );
  return sigmoid(sum);
}

function moments(outcomes: readonly Outcome[], i: number): { mean: number; scale: number } {
  const values = outcomes.map(({ signals }) => signals[i] ?? 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, scale: Math.sqrt(variance) || 1 };
}

/** Fits by gradient descent; few outcomes, or none wrong, leave the plain one. */
export function fitConfidence(shape: Core['shape'], outcomes: readonly Outcome[]): Confidence {
  const plain = plainConfidence(shape);
  const wrong = outcomes.filter(({ right }) => !right).length;
  if (outcomes.length < MIN_OUTCOMES || wrong < 3 || wrong > outcomes.length - 3) return plain;
  const scaled = plain.weights.map((_, i) => moments(outcomes, i));
  const means = scaled.map(({ mean }) => mean);
  const scales = scaled.map(({ scale }) => scale);
  const start = plain.weights.map((weight) => weight);
  const weights = [...start];
  const rows = outcomes.map(({ signals }) =>
    Float64Array.from(signals, (signal, i) => (signal - (means[i] ?? 0)) / (scales[i] ?? 1)),
  );
  let bias = Math.log((outcomes.length - wrong) / wrong);
  const squares = new Float64Array(weights.length + 1).fill(1e-6);
  for (let pass = 0; pass < PASSES; pass++) {
    const gradient = Float64Array.from(weights, (weight, i) => PULL * (weight - (start[i] ?? 0)));
    let tilt = 0;
    rows.forEach((row, n) => {
      let sum = bias;
      for (let i = 0; i < row.length; i++) sum += row[i]! * weights[i]!;
      const error = sigmoid(sum) - (outcomes[n]?.right ? 1 : 0);
      tilt += error;
      for (let i = 0; i < row.length; i++) gradient[i]! += error * row[i]!;
    });
    gradient.forEach((slope, i) => {
      squares[i]! += slope * slope;
      weights[i]! -= (RATE * slope) / Math.sqrt(squares[i]!);
    });
    squares[weights.length]! += tilt * tilt;
    bias -= (RATE * tilt) / Math.sqrt(squares[weights.length]!);
  }
  return { means, scales, weights, bias };
}
