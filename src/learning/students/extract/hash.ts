import { fnv1a } from '../../../kit/hash.ts';

/** 32-bit hash of a stretch of a string. */
export function hashText(text: string, from = 0, to = text.length, seed?: number): number {
  const hash = fnv1a(text, from, to, seed);
  return Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
}

/** 32-bit hash of two hashes in order. */
export function hashPair(a: number, b: number): number {
  let hash = Math.imul(a ^ 0x3c6ef372, 0x21f0aaad);
  hash = Math.imul((hash ^ (hash >>> 15)) + b, 0x735a2d97);
  return (hash ^ (hash >>> 15)) | 0;
}
