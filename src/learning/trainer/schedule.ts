export interface Schedule {
  /** Highest learning rate. */
  readonly peak: number;
  /** Steps of linear rise from zero. */
  readonly warmup: number;
  /** All steps; the rate falls along a half cosine from the end of the rise. */
  readonly steps: number;
  /** The last rate as a share of the peak. */
  readonly floor: number;
}

/** Learning rate of a step, counted from 0. */
export function learningRate(step: number, { peak, warmup, steps, floor }: Schedule): number {
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
