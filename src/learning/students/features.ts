import { hashText } from './extract/hash.ts';

/** A text as hashed n-grams: distinct 32-bit hashes and their weights. */
export interface TextFeatures {
  readonly hashes: Int32Array;
  /** Share of the text's weight: words and characters each have length 1 when squared and summed. */
  readonly values: Float32Array;
}

/** Longer texts are read at their beginning and end: what is asked stands there. */
const MAX_WORDS = 400;
const TAIL_WORDS = 120;
const MAX_WORD = 40;
const WORD_SEED = 0x3c6ef372;
const PAIR_SEED = 0x1f83d9ab;
const GAP_SEED = 0x510e527f;
const CHARACTER_SEED = 0x5be0cd19;

/** Words, numbers and single marks of a text, in lower case and one Unicode form. */
export function wordsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/['’`]/g, '')
      .match(/\p{L}[\p{L}\p{M}]*|\p{N}+|[^\s\p{L}\p{N}]/gu) ?? [];
  return words.length <= MAX_WORDS
    ? words
    : [...words.slice(0, MAX_WORDS - TAIL_WORDS), ...words.slice(-TAIL_WORDS)];
}

const joined = (a: number, b: number, seed: number): number =>
  Math.imul((Math.imul(a, 0x21f0aaad) ^ b) + seed, 0x2c1b3c6d);

function wordHashes(words: readonly string[], counts: Map<number, number>): void {
  const add = (hash: number): void => void counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const hashes = words.map((word) => hashText(word, 0, Math.min(word.length, MAX_WORD), WORD_SEED));
  let before = WORD_SEED;
  let twoBefore = WORD_SEED;
  for (const hash of [...hashes, PAIR_SEED]) {
    if (hash !== PAIR_SEED) add(hash);
    add(joined(before, hash, PAIR_SEED));
    if (twoBefore !== WORD_SEED) add(joined(twoBefore, hash, GAP_SEED));
    twoBefore = before;
    before = hash;
  }
}

function characterHashes(words: readonly string[], counts: Map<number, number>): void {
  for (const word of words) {
    const padded = ` ${word.slice(0, MAX_WORD)} `;
    for (let size = 3; size <= 5; size++) {
      for (let i = 0; i + size <= padded.length; i++) {
        const hash = hashText(padded, i, i + size, CHARACTER_SEED + size);
        counts.set(hash, (counts.get(hash) ?? 0) + 1);
      }
    }
  }
}

function fill(counts: Map<number, number>, at: number, hashes: Int32Array, values: Float32Array): void {
  let square = 0;
  for (const count of counts.values()) square += (1 + Math.log(count)) ** 2;
  const scale = 1 / Math.sqrt(square || 1);
  let i = at;
  for (const [hash, count] of counts) {
    hashes[i] = hash;
    values[i++] = (1 + Math.log(count)) * scale;
  }
}

/** Words, pairs of words, pairs with a gap, and runs of 3 to 5 characters within words. */
export function textFeatures(text: string): TextFeatures {
  const words = wordsOf(text);
  const byWord = new Map<number, number>();
  const byCharacter = new Map<number, number>();
  wordHashes(words, byWord);
  characterHashes(words, byCharacter);
  const hashes = new Int32Array(byWord.size + byCharacter.size);
  const values = new Float32Array(hashes.length);
  fill(byWord, 0, hashes, values);
  fill(byCharacter, byWord.size, hashes, values);
  return { hashes, values };
}
