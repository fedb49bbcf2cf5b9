import { createRandom } from '../../src/kit/random.ts';
import { auroc } from '../../src/router/calibration/auroc.ts';

export { auroc };
export { fitPlatt, sigmoid } from '../../src/router/calibration/platt.ts';

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
