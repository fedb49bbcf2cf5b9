/** Float32 numbers as IEEE half-precision bytes (little endian), rounded to nearest even; too large becomes infinity. */
export function toHalf(values: Float32Array): Uint8Array {
  const out = new Uint16Array(values.length);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < out.length; i++) out[i] = halfBits(bits[i]!);
  return new Uint8Array(out.buffer);
}

/** Half-precision bytes back to numbers. */
export function fromHalf(bytes: Uint8Array): Float32Array {
  const out = new Float32Array(bytes.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = halfValue(bytes[2 * i]! | (bytes[2 * i + 1]! << 8));
  return out;
}

/** Bytes of bfloat16 (the upper half of a float32, little endian) as numbers. */
export function fromBfloat(bytes: Uint8Array): Float32Array {
  const bits = new Uint32Array(bytes.length / 2);
  for (let i = 0; i < bits.length; i++) bits[i] = (bytes[2 * i]! << 16) | (bytes[2 * i + 1]! << 24);
  return new Float32Array(bits.buffer);
}

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const half = exponent - 112;
  if (half >= 31) return sign | 0x7c00;
  if (half > 0) return sign | roundShift((half << 23) | fraction, 13);
  // Subnormal: the hidden bit joins the fraction, which is shifted to steps of 2^-24.
  if (half < -10) return sign;
  return sign | roundShift(0x800000 | fraction, 14 - half);
}

/** value / 2^shift, ties to even; a carry out of the fraction rightly raises the exponent. */
function roundShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

/** The number that half-precision bits stand for. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
