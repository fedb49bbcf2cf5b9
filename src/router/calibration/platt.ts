/** confidence = 1 / (1 + exp(-(a x + b))). */
export interface Line {
  readonly a: number;
  readonly b: number;
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function logLoss(scores: readonly number[], targets: readonly number[], { a, b }: Line): number {
  let sum = 0;
  for (const [i, x] of scores.entries()) {
    const z = a * x + b;
    // log(1 + e^z) - target z, written so that it does not overflow.
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[i]! * z;
  }
  return sum;
}

/** Inverse Hessian times gradient of the log-loss. */
function newtonStep(scores: readonly number[], targets: readonly number[], { a, b }: Line): Line {
  let [gradientA, gradientB, aa, ab, bb] = [0, 0, 1e-9, 0, 1e-9];
  for (const [i, x] of scores.entries()) {
    const p = sigmoid(a * x + b);
    const error = p - targets[i]!;
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

/**
 * Platt scaling: a and b by Newton steps on the log-loss, with Platt's smoothed targets, so that answers which are all right
 * do not give certainty. A step that would raise the loss is halved.
 */
export function fitPlatt(scores: readonly number[], right: readonly boolean[]): Line {
  const positives = right.filter(Boolean).length;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (right.length - positives + 2);
  const targets = right.map((yes) => (yes ? high : low));
  let at: Line = { a: 0, b: Math.log((positives + 1) / (right.length - positives + 1)) };
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
