import { halfValue } from './half.ts';

const BLOCK = 32;

/** 32 numbers in 18 bytes: a half-precision scale, then 4 bits each, less 8; low halves of the bytes come first. */
export function dequantiseQ40(bytes: Uint8Array): Float32Array {
  const blocks = bytes.length / 18;
  const out = new Float32Array(blocks * BLOCK);
  for (let block = 0; block < blocks; block++) {
    const at = block * 18;
    const scale = halfValue(bytes[at]! | (bytes[at + 1]! << 8));
    const to = block * BLOCK;
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 2 + i]!;
      out[to + i] = scale * ((pair & 15) - 8);
      out[to + 16 + i] = scale * ((pair >> 4) - 8);
    }
  }
  return out;
}

/** 32 numbers in 34 bytes: a half-precision scale, then 8 bits each. */
export function dequantiseQ80(bytes: Uint8Array): Float32Array {
  const blocks = bytes.length / 34;
  const out = new Float32Array(blocks * BLOCK);
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let block = 0; block < blocks; block++) {
    const at = block * 34;
    const scale = halfValue(bytes[at]! | (bytes[at + 1]! << 8));
    const to = block * BLOCK;
    for (let i = 0; i < BLOCK; i++) out[to + i] = scale * signed[at + 2 + i]!;
  }
  return out;
}

/** 32 numbers in 20 bytes: as Q4_0, but counted from 0, with a half-precision minimum that is added. */
export function dequantiseQ41(bytes: Uint8Array): Float32Array {
  const blocks = bytes.length / 20;
  const out = new Float32Array(blocks * BLOCK);
  for (let block = 0; block < blocks; block++) {
    const at = block * 20;
    const scale = halfValue(bytes[at]! | (bytes[at + 1]! << 8));
    const least = halfValue(bytes[at + 2]! | (bytes[at + 3]! << 8));
    const to = block * BLOCK;
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 4 + i]!;
      out[to + i] = scale * (pair & 15) + least;
      out[to + 16 + i] = scale * (pair >> 4) + least;
    }
  }
  return out;
}

/** 32 numbers in 22 bytes: as Q4_0 with a fifth bit for each in 4 bytes of its own, less 16. */
export const dequantiseQ50 = (bytes: Uint8Array): Float32Array => fiveBits(bytes, 22);

/** 32 numbers in 24 bytes: five bits each, counted from 0, with a half-precision minimum that is added. */
export const dequantiseQ51 = (bytes: Uint8Array): Float32Array => fiveBits(bytes, 24);

function fiveBits(bytes: Uint8Array, size: 22 | 24): Float32Array {
  const blocks = bytes.length / size;
  const out = new Float32Array(blocks * BLOCK);
  const hasLeast = size === 24;
  for (let block = 0; block < blocks; block++) {
    const at = block * size;
    const scale = halfValue(bytes[at]! | (bytes[at + 1]! << 8));
    const least = hasLeast ? halfValue(bytes[at + 2]! | (bytes[at + 3]! << 8)) : -16 * scale;
    const high = at + (hasLeast ? 4 : 2);
    const to = block * BLOCK;
    for (let i = 0; i < BLOCK; i++) {
      const low = (bytes[high + 4 + (i & 15)]! >> (i < 16 ? 0 : 4)) & 15;
      const fifth = (bytes[high + (i >> 3)]! >> (i & 7)) & 1;
      out[to + i] = scale * (low | (fifth << 4)) + least;
    }
  }
  return out;
}
