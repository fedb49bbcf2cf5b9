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

/**
 * Platt scaling: a and b of sigmoid(a x + b) by Newton steps on the log-loss, with Platt's smoothed targets. A step that
 * would raise the loss is halved.
 */
export function fitPlatt(scores: readonly number[], right: readonly boolean[]): { a: number; b: number } {
  const positives = right.filter(Boolean).length;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (right.length - positives + 2);
  const targets = right.map((yes) => (yes ? high : low));
  let at = { a: 0, b: Math.log((positives + 1) / (right.length - positives + 1)) };
  let loss = logLoss(scores, targets, at);
  for (let round = 0; round < 100; round++) {
    const direction = newtonStep(scores, targets, at);
    let size = 1;
    let next = at;
    let lower = loss;
    for (; size > 1e-6; size /= 2) {
      next = { a: at.a - size * direction.a, b: at.b - size * direction.b };
      lower = logLoss(scores, targets, next);
      if (lower < loss) break;
    }
    if (!(lower < loss - 1e-10)) break;
    at = next;
    loss = lower;
  }
  return at;
}

interface Line {
  readonly a: number;
  readonly b: number;
}

function logLoss(scores: readonly number[], targets: readonly number[], { a, b }: Line): number {
  let sum = 0;
  for (const [i, x] of scores.entries()) {
    const z = a * x + b;
    // log(1 + e^z) - target z, written so that it does not overflow.
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (targets[i] as number) * z;
  }
  return sum;
}

/** Inverse Hessian times gradient of the log-loss. */
function newtonStep(scores: readonly number[], targets: readonly number[], { a, b }: Line): Line {
  let [gradientA, gradientB, aa, ab, bb] = [0, 0, 1e-9, 0, 1e-9];
  for (const [i, x] of scores.entries()) {
    const p = sigmoid(a * x + b);
    const error = p - (targets[i] as number);
    const weight = p * (1 - p);
    gradientA += error * x;
    gradientB += error;
    aa += weight * x * x;
    ab += weight * x;
    bb += weight;
  }
  const determinant = aa * bb - ab * ab;
  return {
    a: (bb * gradientA - ab * gradientB) / determinant,
    b: (aa * gradientB - ab * gradientA) / determinant,
  };
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
