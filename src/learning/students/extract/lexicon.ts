import { hashPair, hashText } from './hash.ts';
import type { Token } from './tokens.ts';

/** Words and phrases that filled the leaves of the examples. */
export interface Lexicon {
  /** Hash of phrase and field → how many examples had it. */
  readonly phrases: Map<number, number>;
  /** Hash of word and field → how many examples had it inside a value. */
  readonly words: Map<number, number>;
  /** Hash of a word → how many examples had it outside of values. */
  readonly outside: Map<number, number>;
  /** Hash of a word → how many examples had it at all. */
  readonly seen: Map<number, number>;
  readonly fields: number;
  readonly longest: number;
}

/** A stretch of tokens and the number of the field that it fills. */
export interface FieldSpan {
  readonly field: number;
  readonly first: number;
  readonly last: number;
}

const MAX_PHRASE = 8;
/** Stands for whichever field: most stretches filled none, and one look tells. */
export const ANY_FIELD = -1;

export const wordHashes = (tokens: readonly Token[]): Int32Array =>
  Int32Array.from(tokens, ({ lower }) => hashText(lower, 0, Math.min(lower.length, 40)));

export function phraseHash(words: Int32Array, first: number, last: number): number {
  let hash = 7;
  for (let i = first; i <= last; i++) hash = hashPair(hash, words[i] ?? 0);
  return hash;
}

const bump = (counts: Map<number, number>, key: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

/** Hashes of what one example adds; the same for learning and for taking an example's own part out again. */
export function ownEntries(
  words: Int32Array,
  spans: readonly FieldSpan[],
): { phrases: Set<number>; words: Set<number>; outside: Set<number>; seen: Set<number> } {
  const own = {
    phrases: new Set<number>(),
    words: new Set<number>(),
    outside: new Set<number>(),
    seen: new Set(words),
  };
  const inside = new Uint8Array(words.length);
  for (const { field, first, last } of spans) {
    if (last - first < MAX_PHRASE) {
      const phrase = phraseHash(words, first, last);
      own.phrases.add(hashPair(phrase, field)).add(hashPair(phrase, ANY_FIELD));
    }
    for (let i = first; i <= last; i++) {
      own.words.add(hashPair(words[i] ?? 0, field)).add(hashPair(words[i] ?? 0, ANY_FIELD));
      inside[i] = 1;
    }
  }
  words.forEach((word, i) => {
    if (!inside[i]) own.outside.add(word);
  });
  return own;
}

/** Learns the lexicon of examples. */
export function learnLexicon(
  texts: readonly Int32Array[],
  spans: readonly (readonly FieldSpan[])[],
  fields: number,
): Lexicon {
  const lexicon = {
    phrases: new Map<number, number>(),
    words: new Map<number, number>(),
    outside: new Map<number, number>(),
    seen: new Map<number, number>(),
  };
  texts.forEach((words, i) => {
    const own = ownEntries(words, spans[i] ?? []);
    for (const name of ['phrases', 'words', 'outside', 'seen'] as const)
      for (const hash of own[name]) bump(lexicon[name], hash);
  });
  return { ...lexicon, fields, longest: MAX_PHRASE };
}
