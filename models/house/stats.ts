import { createRandom } from '../../src/learning/trainer/random.ts';

const Z = 1.959964;

/** 95 % Wilson interval of a share. */
export function wilson(hits: number, n: number): [number, number] {
  if (n === 0) return [0, 1];
  const share = hits / n;
  const middle = share + (Z * Z) / (2 * n);
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}

/** Area under the ROC curve: the chance that a positive scores above a negative, ties counted half. */
export function auroc(positives: readonly number[], negatives: readonly number[]): number {
  const all = [
    ...positives.map((score) => ({ score, positive: true })),
    ...negatives.map((score) => ({ score, positive: false })),
  ];
  all.sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let i = 0; i < all.length;) {
    let end = i;
    while (end < all.length && all[end]?.score === all[i]?.score) end++;
    const rank = (i + 1 + end) / 2;
    for (let j = i; j < end; j++) if (all[j]?.positive) rankSum += rank;
    i = end;
  }
  const p = positives.length;
  return (rankSum - (p * (p + 1)) / 2) / (p * negatives.length);
}

/** 95 % percentile interval of the area under the curve, from seeded resamples of both sides. */
export function aurocInterval(
  positives: readonly number[],
  negatives: readonly number[],
  resamples = 300,
): [number, number] {
  const random = createRandom(7);
  const again = (list: readonly number[]): number[] =>
    list.map(() => list[Math.floor(random() * list.length)] as number);
  const values = Array.from({ length: resamples }, () => auroc(again(positives), again(negatives))).sort(
    (a, b) => a - b,
  );
  return [values[Math.floor(resamples * 0.025)] ?? 0, values[Math.floor(resamples * 0.975)] ?? 1];
}

/** Platt scaling: a and b of sigmoid(a x + b) by Newton steps on the log-loss, with Platt's smoothed targets. */
export function fitPlatt(scores: readonly number[], right: readonly boolean[]): { a: number; b: number } {
  const positives = right.filter(Boolean).length;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (right.length - positives + 2);
  let a = 1;
  let b = 0;
  for (let round = 0; round < 100; round++) {
    const gradient: [number, number] = [0, 0];
    const hessian: [number, number, number] = [1e-6, 0, 1e-6];
    for (const [i, x] of scores.entries()) {
      const p = sigmoid(a * x + b);
      const error = p - (right[i] ? high : low);
      const weight = p * (1 - p);
      gradient[0] += error * x;
      gradient[1] += error;
      hessian[0] += weight * x * x;
      hessian[1] += weight * x;
      hessian[2] += weight;
    }
    const determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
    const stepA = (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant;
    const stepB = (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant;
    a -= stepA;
    b -= stepB;
    if (Math.abs(stepA) + Math.abs(stepB) < 1e-9) break;
  }
  return { a, b };
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
