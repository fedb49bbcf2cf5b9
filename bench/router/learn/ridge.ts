import type { Row } from './terms.ts';

const dot = ({ at, values }: Row, weights: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < at.length; i++) sum += values[i]! * weights[at[i]!]!;
  return sum;
};

/**
 * Least squares with a pull of `l2` on all weights but the constant, by conjugate gradients on rows.
 * @param width number of columns
 */
export function fitRidge(
  rows: readonly Row[],
  targets: ArrayLike<number>,
  { l2, width, rounds = 60 }: { l2: number; width: number; rounds?: number },
): (row: Row) => number {
  const n = rows.length;
  let middle = 0;
  for (let i = 0; i < n; i++) middle += targets[i]! / n;
  // In the space of rows: (X X' + l2) a = y, weights = X' a.
  const weights = new Float64Array(width);
  const a = new Float64Array(n);
  const rest = Float64Array.from({ length: n }, (_, i) => targets[i]! - middle);
  const direction = Float64Array.from(rest);
  const image = new Float64Array(n);
  const back = new Float64Array(width);
  let square = rest.reduce((sum, value) => sum + value * value, 0);
  const start = square;
  for (let round = 0; round < rounds && square > start * 1e-8; round++) {
    back.fill(0);
    for (let i = 0; i < n; i++) {
      const { at, values } = rows[i]!;
      for (let k = 0; k < at.length; k++) back[at[k]!]! += values[k]! * direction[i]!;
    }
    let curve = 0;
    for (let i = 0; i < n; i++) {
      image[i] = dot(rows[i]!, back) + l2 * direction[i]!;
      curve += image[i]! * direction[i]!;
    }
    const step = square / curve;
    let next = 0;
    for (let i = 0; i < n; i++) {
      a[i]! += step * direction[i]!;
      rest[i]! -= step * image[i]!;
      next += rest[i]! * rest[i]!;
    }
    for (let i = 0; i < n; i++) direction[i] = rest[i]! + (next / square) * direction[i]!;
    square = next;
  }
  for (let i = 0; i < n; i++) {
    const { at, values } = rows[i]!;
    for (let k = 0; k < at.length; k++) weights[at[k]!]! += values[k]! * a[i]!;
  }
  return (row) => middle + dot(row, weights);
}
