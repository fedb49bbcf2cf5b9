import { textFeatures } from '../features.ts';
import type { SparseRow } from './vocabulary.ts';
import { rowOf, type Vocabulary } from './vocabulary.ts';

/** One-against-the-rest weights over a closed set of answers, as 8-bit numbers with one scale for each feature. */
export interface LinearModel {
  readonly vocabulary: Vocabulary;
  readonly answers: readonly string[];
  /** One row of `answers.length` for each feature. */
  readonly weights: Int8Array;
  readonly scales: Float32Array;
  readonly bias: Float32Array;
}

export interface Guess {
  readonly answer: number;
  /** 0 to 1: how much the answer stands out, times how much of the text is known. */
  readonly confidence: number;
}

/** 8-bit weights of a trained matrix. */
export function quantise(weights: Float32Array, classes: number): Pick<LinearModel, 'weights' | 'scales'> {
  const rows = weights.length / classes;
  const scales = new Float32Array(rows);
  const small = new Int8Array(weights.length);
  for (let row = 0; row < rows; row++) {
    const at = row * classes;
    let largest = 0;
    for (let c = 0; c < classes; c++) largest = Math.max(largest, Math.abs(weights[at + c]!));
    const scale = largest / 127;
    scales[row] = scale;
    if (scale > 0) for (let c = 0; c < classes; c++) small[at + c] = Math.round(weights[at + c]! / scale);
  }
  return { weights: small, scales };
}

/** Log-odds of every answer. */
export function scoresOf(model: LinearModel, { rows, values }: SparseRow): Float32Array {
  const { weights, scales } = model;
  const scores = Float32Array.from(model.bias);
  const classes = scores.length;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const value = values[i]! * scales[row]!;
    const at = row * classes;
    for (let c = 0; c < classes; c++) scores[c]! += weights[at + c]! * value;
  }
  return scores;
}

/** The best answer to a text. The confidence of a text of which nothing is known is 0. */
export function guess(model: LinearModel, text: string): Guess {
  const row = rowOf(model.vocabulary, textFeatures(text));
  const scores = scoresOf(model, row);
  let answer = 0;
  for (let c = 1; c < scores.length; c++) if (scores[c]! > scores[answer]!) answer = c;
  const top = scores[answer] ?? 0;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - top);
  return { answer, confidence: Math.sqrt(row.known) / sum };
}
