import { toHalf } from '../half.ts';
import { TENSOR_TYPE, tensorBytes, type TensorTypeName } from '../types.ts';

/** Block layouts: where the half-precision factors stand, the bytes of scales, and the spread of the stored whole numbers. */
interface Layout {
  /** Offset of the factor, and of the minimum's where there is one. */
  readonly factor: number;
  readonly minimum?: number;
  /** What the minimum's factor is, in units of the factor: the mean of the whole numbers. */
  readonly mean?: number;
  /** First and last scale byte of a super-block, and what a scale is on average. */
  readonly scales?: readonly [first: number, end: number];
  readonly scale: number;
  /** Standard deviation of the whole numbers when all bits are random. */
  readonly spread: number;
}
const LAYOUTS: Partial<Record<TensorTypeName, Layout>> = {
  Q4_0: { factor: 0, scale: 1, spread: 4.6 },
  Q4_1: { factor: 0, minimum: 2, mean: -7.5, scale: 1, spread: 4.6 },
  Q5_0: { factor: 0, scale: 1, spread: 9.2 },
  Q5_1: { factor: 0, minimum: 2, mean: -15.5, scale: 1, spread: 9.2 },
  Q8_0: { factor: 0, scale: 1, spread: 74 },
  Q4_K: { factor: 0, minimum: 2, mean: 7.5, scales: [4, 16], scale: 32, spread: 4.6 },
  Q5_K: { factor: 0, minimum: 2, mean: 15.5, scales: [4, 16], scale: 32, spread: 9.2 },
  Q6_K: { factor: 208, scales: [192, 208], scale: 50, spread: 18.5 },
};

/** Scale bytes of Q4_K and Q5_K: eight scales of 6 bits, and minima near them so that the mean stays near 0. */
function packScales(next: () => number): Uint8Array {
  const bytes = new Uint8Array(12);
  for (let j = 0; j < 8; j++) {
    const scale = Math.max(20, Math.min(44, Math.round(32 + 6 * next())));
    const minimum = Math.max(0, Math.min(63, Math.round(scale + next())));
    if (j < 4) {
      bytes[j] = bytes[j]! | scale;
      bytes[j + 4] = bytes[j + 4]! | minimum;
    } else {
      bytes[j + 4] = (scale & 15) | ((minimum & 15) << 4);
      bytes[j - 4] = bytes[j - 4]! | ((scale >> 4) << 6);
      bytes[j] = bytes[j]! | ((minimum >> 4) << 6);
    }
  }
  return bytes;
}

/**
 * Random values of a type with about this standard deviation. Quantised ones are random blocks: all bits but those of
 * the factors, so that a reader that takes one wrongly is found out.
 */
export function randomData(
  type: TensorTypeName,
  dimensions: readonly number[],
  deviation: number,
  next: () => number,
): Uint8Array {
  const values = dimensions.reduce((product, size) => product * size, 1);
  if (type === 'F32' || type === 'F16' || type === 'BF16') {
    const floats = Float32Array.from({ length: values }, () => next() * deviation);
    if (type === 'F16') return toHalf(floats);
    const bytes = new Uint8Array(floats.buffer);
    return type === 'F32' ? bytes : bytes.filter((_, i) => (i & 3) > 1);
  }
  const layout = LAYOUTS[type];
  const size = tensorBytes(TENSOR_TYPE[type], dimensions);
  if (!layout || size === undefined)
    throw new RangeError(`No random data of type ${type} for ${dimensions.join(' x ')}.`);
  const out = Uint8Array.from({ length: size }, () => Math.floor(Math.abs(next()) * 8192) & 255);
  const blockBytes = TENSOR_TYPE[type].bytes;
  const unit = deviation / (layout.scale * layout.spread);
  // whole numbers of 4 and 5 bits lie about -1/2 on average: signs that change keep the mean at 0
  const leans = type === 'Q4_0' || type === 'Q5_0';
  for (let at = 0; at < size; at += blockBytes) {
    const factor = unit * (1 + 0.2 * next()) * (leans && next() < 0 ? -1 : 1);
    out.set(toHalf(Float32Array.of(factor)), at + layout.factor);
    if (layout.minimum !== undefined)
      out.set(toHalf(Float32Array.of(factor * (layout.mean ?? 0))), at + layout.minimum);
    if (!layout.scales) continue;
    const [first, end] = layout.scales;
    if (layout.minimum !== undefined) out.set(packScales(next), at + first);
    else
      for (let i = first; i < end; i++)
        out[at + i] = Math.round(layout.scale * Math.sign(next()) * (1 + 0.2 * next())) & 255;
  }
  return out;
}
