import { spanText } from './align.ts';
import type { CopyField, Sample } from './copies.ts';
import type { Encoded } from './encode.ts';
import { numberSaid } from './numbers.ts';
import { keyOf } from './path.ts';

const CASINGS = ['as-is', 'lower', 'upper', 'title'] as const;
type Casing = (typeof CASINGS)[number];

/** How the words of the request become the value of a leaf. */
export interface Wording {
  readonly key: string;
  readonly number: boolean;
  readonly casing: Casing;
  /** Words in lower case whose value is written otherwise: "five" is 5. */
  readonly known: Readonly<Record<string, string | number>>;
}

const MAX_KNOWN = 2000;

function recased(text: string, casing: Casing): string {
  if (casing === 'as-is') return text;
  if (casing === 'lower') return text.toLowerCase();
  if (casing === 'upper') return text.toUpperCase();
  return text.replaceAll(/\p{L}[\p{L}\p{M}]*/gu, (word) => {
    const [first = '', ...rest] = word;
    return first.toUpperCase() + rest.join('').toLowerCase();
  });
}

function byRule(words: string, number: boolean, casing: Casing): string | number | undefined {
  return number ? numberSaid(words) : recased(words, casing);
}

/** The value that some words of a request stand for; undefined: they are no number where one is needed. */
export function valueOf(wording: Wording, words: string): string | number | undefined {
  const lower = words.toLowerCase();
  if (Object.hasOwn(wording.known, lower)) return wording.known[lower];
  return byRule(words, wording.number, wording.casing);
}

function learnField(
  { path, number }: CopyField,
  pairs: readonly { words: string; value: string | number }[],
): Wording {
  // "as-is" is first: another casing must explain more, not as much.
  const right = CASINGS.map(
    (casing) => pairs.filter(({ words, value }) => recased(words, casing) === value).length,
  );
  const casing = CASINGS[right.indexOf(Math.max(...right))] ?? 'as-is';
  const counts = new Map<string, Map<string | number, number>>();
  for (const { words, value } of pairs) {
    const lower = words.toLowerCase();
    const own = counts.get(lower) ?? new Map<string | number, number>();
    counts.set(lower, own.set(value, (own.get(value) ?? 0) + 1));
  }
  // A value that only differs by the case of this one request teaches nothing about the words.
  const plain = new Map<string, number>();
  for (const { words, value } of pairs) {
    const lower = words.toLowerCase();
    if (byRule(words, number, casing) === value) plain.set(lower, (plain.get(lower) ?? 0) + 1);
  }
  const known = [...counts].flatMap(([lower, values]): [string, string | number][] => {
    const [best] = [...values].sort(([, a], [, b]) => b - a);
    if (!best || (plain.get(lower) ?? 0) >= best[1]) return [];
    return [[lower, best[0]]];
  });
  return { key: keyOf(path), number, casing, known: Object.fromEntries(known.slice(0, MAX_KNOWN)) };
}

/** Learns, for every copied leaf, how words become values. */
export function learnWording(
  samples: readonly Sample[],
  encoded: readonly Encoded[],
  copies: readonly CopyField[],
): Wording[] {
  const pairs = new Map<string, { words: string; value: string | number }[]>();
  encoded.forEach(({ filled }, i) => {
    const sample = samples[i];
    if (!sample) return;
    for (const { key, span, value } of filled) {
      const own = pairs.get(key) ?? [];
      pairs.set(key, own);
      own.push({ words: spanText(sample.text, sample.tokens, span), value });
    }
  });
  return copies.map((field) => learnField(field, pairs.get(keyOf(field.path)) ?? []));
}
