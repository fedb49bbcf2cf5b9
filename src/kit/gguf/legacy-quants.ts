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
