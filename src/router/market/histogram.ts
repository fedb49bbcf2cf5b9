/** Weights of values by size, in steps of a quarter of a doubling, from 1 up. Plain numbers: it is stored as JSON. */
export type Histogram = number[];

const STEPS = 4;
/** Values up to about 2^21: a little over half an hour in milliseconds. */
const BINS = 21 * STEPS;

/** All weights times a factor, one value more. */
export function withValue(histogram: Histogram, value: number, fade: number): Histogram {
  const at = Math.min(BINS, Math.max(0, Math.round(Math.log2(Math.max(1, value)) * STEPS)));
  const next = histogram.map((weight) => weight * fade);
  while (next.length <= at) next.push(0);
  next[at]! += 1;
  return next;
}

/** Sum of the weights: how many recent values it stands for. */
export function weightOf(histogram: Histogram): number {
  let sum = 0;
  for (const weight of histogram) sum += weight;
  return sum;
}

/** The value that a share of the weight does not exceed; undefined when it is empty. */
export function quantile(histogram: Histogram, share: number): number | undefined {
  const goal = weightOf(histogram) * share;
  if (goal === 0) return undefined;
  let sum = 0;
  for (let at = 0; at < histogram.length; at += 1) {
    sum += histogram[at] ?? 0;
    if (sum >= goal) return 2 ** (at / STEPS);
  }
  return 2 ** ((histogram.length - 1) / STEPS);
}
