/** A trained tensor and its two running moments, all of one length. */
export interface Trained {
  readonly value: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** Whether weight decay pulls it to zero (matrices: yes, norm weights: no). */
  readonly decays: boolean;
}

export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Largest Euclidean norm of the whole gradient; a longer one is scaled down. */
  readonly clip: number;
}

/** One AdamW step in place. `step` counts from 1. Returns the norm of the gradient before clipping. */
export function adamW(
  tensors: ReadonlyMap<string, Trained>,
  gradients: ReadonlyMap<string, Float32Array>,
  step: number,
  rate: number,
  settings: AdamWSettings,
): number {
  let sum = 0;
  for (const name of tensors.keys()) sum += squareSum(gradientOf(gradients, name));
  const norm = Math.sqrt(sum);
  const scale = norm > settings.clip ? settings.clip / norm : 1;
  for (const [name, tensor] of tensors)
    update(tensor, gradientOf(gradients, name), step, rate, scale, settings);
  return norm;
}

function gradientOf(gradients: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const gradient = gradients.get(name);
  if (!gradient) throw new Error(`No gradient for ${name}.`);
  return gradient;
}

function squareSum(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}

function update(
  { value, mean, square, decays }: Trained,
  gradient: Float32Array,
  step: number,
  rate: number,
  scale: number,
  { beta1, beta2, epsilon, weightDecay }: AdamWSettings,
): void {
  const keep = decays ? 1 - rate * weightDecay : 1;
  const stride = rate / (1 - beta1 ** step);
  const spread = 1 / (1 - beta2 ** step);
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i]! * scale;
    const m = beta1 * mean[i]! + (1 - beta1) * g;
    const v = beta2 * square[i]! + (1 - beta2) * g * g;
    mean[i] = m;
    square[i] = v;
    value[i] = value[i]! * keep - (stride * m) / (Math.sqrt(v * spread) + epsilon);
  }
}
