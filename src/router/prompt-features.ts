import { fnv1a } from '../kit/hash.ts';

/** Facts of a prompt's wording as numbers, for a learner that tells hard prompts from easy ones. Names for reading, not for code. */
export const PROMPT_FACTS = [
  'log characters',
  'log words',
  'log numbers',
  'log sentences',
  'log operators',
  'letters a word',
  'share of capitals',
  'share of distinct words',
  'share of numbers',
  'question marks',
  'fractions in words',
  'multiples in words',
  'percent signs',
  'comparisons',
  'rates',
  'conditions',
  'what is left',
  'questions of how many',
  'questions of how much',
  'log of the largest number',
  'decimals',
] as const;

const many = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const LARGEST = 1e15;

/** Numbers of a text, without thousands separators; larger ones count as the largest. */
export const numbersOf = (text: string): number[] =>
  (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((number) =>
    Math.min(Number(number.replaceAll(',', '')), LARGEST),
  );

/** One number for each of `PROMPT_FACTS`. */
export function promptFacts(text: string): number[] {
  const words = text.match(/[A-Za-z]+|\d+|[^\sA-Za-z\d]/g) ?? [];
  const count = Math.max(1, words.length);
  const numbers = numbersOf(text);
  return [
    Math.log1p(text.length),
    Math.log1p(words.length),
    Math.log1p(numbers.length),
    Math.log1p(many(text, /[.?!](\s|$)/g)),
    Math.log1p(many(text, /[=+\-*/^%$<>]/g)),
    words.reduce((sum, word) => sum + word.length, 0) / count,
    many(text, /[A-Z]/g) / Math.max(1, text.length),
    new Set(words.map((word) => word.toLowerCase())).size / count,
    numbers.length / count,
    many(text, /\?/g),
    many(text, /\b(?:half|third|quarter|fourth|fifth|tenth)s?\b|\d\/\d/gi),
    many(text, /\b(?:twice|thrice|double|triple|times|dozen)s?\b/gi),
    many(text, /%|\bper ?cent/gi),
    many(text, /\b(?:more|less|fewer|older|younger|taller|longer|shorter|as (?:many|much))\b/gi),
    many(text, /\b(?:each|every|per|an? (?:day|hour|week|month|year|minute))\b/gi),
    many(text, /\b(?:if|unless|when|after|before|until|then)\b/gi),
    many(text, /\b(?:left|remain\w*|rest|still|another|other)\b/gi),
    many(text, /\bhow many\b/gi),
    many(text, /\bhow much\b/gi),
    Math.log1p(Math.max(0, ...numbers)),
    many(text, /\d\.\d/g),
  ];
}

/** A text as hashed terms: distinct bucket numbers below `BUCKETS` and how much each counts. */
export interface Terms {
  readonly buckets: Int32Array;
  readonly counts: Float32Array;
}

export const BUCKETS = 1 << 18;

/** Folds a hash, or two in a row, to a bucket. */
function bucketOf(first: number, second = 0): number {
  const hash = Math.imul(first ^ Math.imul(second ^ (second >>> 16), 0x21f0aaad), 0x735a2d97);
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}

/** Words and pairs of words of a prompt; of a number, its length alone. */
export function promptTerms(text: string): Terms {
  const words = text.toLowerCase().match(/[a-z]+|\d+|[^\sa-z\d]/g) ?? [];
  const counts = new Map<number, number>();
  const add = (bucket: number): void => void counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  let before = fnv1a('');
  for (const word of words) {
    const hash = fnv1a(/^\d/.test(word) ? `#${Math.min(word.length, 5)}` : word);
    add(bucketOf(hash));
    add(bucketOf(hash, before));
    before = hash;
  }
  return {
    buckets: Int32Array.from(counts.keys()),
    counts: Float32Array.from(counts.values(), (count) => 1 + Math.log(count)),
  };
}
