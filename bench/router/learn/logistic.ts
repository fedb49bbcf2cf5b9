import { solve } from './solve.ts';

/** Anything that turns a row of numbers into one. */
export type Scorer = (row: ArrayLike<number>) => number;

/** Brings each column to mean 0 and deviation 1, as measured on `rows`. */
export function standardiser(rows: readonly ArrayLike<number>[]): (row: ArrayLike<number>) => Float64Array {
  const width = rows[0]?.length ?? 0;
  const means = new Float64Array(width);
  const scales = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    for (const row of rows) means[k]! += row[k]! / rows.length;
    for (const row of rows) scales[k]! += (row[k]! - means[k]!) ** 2 / rows.length;
    scales[k] = Math.sqrt(scales[k]!) || 1;
  }
  return (row) => Float64Array.from({ length: width }, (_, k) => (row[k]! - means[k]!) / scales[k]!);
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Logistic regression on standardised columns by Newton steps; targets may lie between 0 and 1.
 * @param l2 pull of the weights to 0, in rows: 10 weighs as much as ten rows
 * @returns log-odds of a row
 */
export function fitLogistic(
  rows: readonly ArrayLike<number>[],
  targets: readonly number[],
  { l2 = 10, rounds = 12 }: { l2?: number; rounds?: number } = {},
): Scorer {
  const scale = standardiser(rows);
  const scaled = rows.map((row) => Float64Array.from([...scale(row), 1]));
  const width = scaled[0]?.length ?? 1;
  const weights = new Float64Array(width);
  const score = (row: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += row[k]! * weights[k]!;
    return sum;
  };
  for (let round = 0; round < rounds; round++) {
    const slope = new Float64Array(width);
    const bend = Array.from({ length: width }, () => new Float64Array(width));
    for (const [i, row] of scaled.entries()) {
      const p = sigmoid(score(row));
      const error = p - targets[i]!;
      const weight = Math.max(p * (1 - p), 1e-6);
      for (let k = 0; k < width; k++) {
        slope[k]! += error * row[k]!;
        const line = bend[k]!;
        const part = weight * row[k]!;
        for (let j = 0; j <= k; j++) line[j]! += part * row[j]!;
      }
    }
    // The last column is the constant: it is not pulled.
    for (let k = 0; k < width - 1; k++) {
      slope[k]! += l2 * weights[k]!;
      bend[k]![k]! += l2;
    }
    bend[width - 1]![width - 1]! += 1e-9;
    const step = solve(bend, slope);
    for (let k = 0; k < width; k++) weights[k]! -= step[k]!;
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  return (row) => score(Float64Array.from([...scale(row), 1]));
}
