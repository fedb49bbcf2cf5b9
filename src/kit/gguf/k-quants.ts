import { halfValue } from './half.ts';

/** Numbers of a super-block. */
const SUPER = 256;
const half = (bytes: Uint8Array, at: number): number => halfValue(bytes[at]! | (bytes[at + 1]! << 8));

/** The 6-bit scale of sub-block `j` (0 to 7) out of 12 packed bytes; the minimum is 4 bytes further on. */
function scaleAt(bytes: Uint8Array, at: number, j: number): number {
  return j < 4 ? bytes[at + j]! & 63 : (bytes[at + j + 4]! & 15) | ((bytes[at + j - 4]! >> 6) << 4);
}
function minimumAt(bytes: Uint8Array, at: number, j: number): number {
  return j < 4 ? bytes[at + j + 4]! & 63 : (bytes[at + j + 4]! >> 4) | ((bytes[at + j]! >> 6) << 4);
}

/** 256 numbers in 144 bytes: two half-precision factors, 8 scales and minima of 6 bits, then 4 bits each. */
export function dequantiseQ4K(bytes: Uint8Array): Float32Array {
  const blocks = bytes.length / 144;
  const out = new Float32Array(blocks * SUPER);
  for (let block = 0; block < blocks; block++) {
    const at = block * 144;
    const [d, dmin] = [half(bytes, at), half(bytes, at + 2)];
    for (let j = 0; j < 8; j++) {
      const scale = d * scaleAt(bytes, at + 4, j);
      const minimum = dmin * minimumAt(bytes, at + 4, j);
      const from = at + 16 + (j >> 1) * 32;
      const shift = (j & 1) * 4;
      const to = block * SUPER + j * 32;
      for (let i = 0; i < 32; i++) out[to + i] = scale * ((bytes[from + i]! >> shift) & 15) - minimum;
    }
  }
  return out;
}

/** 256 numbers in 176 bytes: as Q4_K, with a fifth bit for each in 32 bytes of its own. */
export function dequantiseQ5K(bytes: Uint8Array): Float32Array {
  const blocks = bytes.length / 176;
  const out = new Float32Array(blocks * SUPER);
  for (let block = 0; block < blocks; block++) {
    const at = block * 176;
    const [d, dmin] = [half(bytes, at), half(bytes, at + 2)];
    const high = at + 16;
    for (let j = 0; j < 8; j++) {
      const scale = d * scaleAt(bytes, at + 4, j);
      const minimum = dmin * minimumAt(bytes, at + 4, j);
      const from = at + 48 + (j >> 1) * 32;
      const shift = (j & 1) * 4;
      const to = block * SUPER + j * 32;
      for (let i = 0; i < 32; i++) {
        const value = ((bytes[from + i]! >> shift) & 15) | (((bytes[high + i]! >> j) & 1) << 4);
        out[to + i] = scale * value - minimum;
      }
    }
  }
  return out;
}

/** 256 numbers in 210 bytes: 4 low and 2 high bits each, 16 scales of 8 bits, a half-precision factor at the end. */
export function dequantiseQ6K(bytes: Uint8Array): Float32Array {
  const blocks = bytes.length / 210;
  const out = new Float32Array(blocks * SUPER);
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let block = 0; block < blocks; block++) {
    const at = block * 210;
    const d = half(bytes, at + 208);
    for (let part = 0; part < 8; part++) {
      // two halves of 128; in each, four runs of 32: low bits of 32 bytes, of the next 32, then their high bits
      const [side, run] = [part >> 2, part & 3];
      const low = at + side * 64 + (run & 1) * 32;
      const high = at + 128 + side * 32;
      const scales = at + 192 + side * 8 + run * 2;
      const to = block * SUPER + side * 128 + run * 32;
      for (let i = 0; i < 32; i++) {
        const bits =
          ((bytes[low + i]! >> (run >> 1 ? 4 : 0)) & 15) | (((bytes[high + i]! >> (run * 2)) & 3) << 4);
        out[to + i] = d * signed[scales + (i >> 4)]! * (bits - 32);
      }
    }
  }
  return out;
}
