import { findFixed, hashEnd, hashStart, MINER, wordsOf, type MinerOptions } from './miner.ts';

/** Texts of one template that are looked at together. */
const WINDOW = 512;
/** New texts between two looks. */
const STEP = 32;

/** What the user messages of one template begin and end with. Bounded; holds no text but what was found fixed. */
export interface FixedWords {
  /** The fixed words of a text, as far as they are known; '' where there are none. */
  split(text: string): { prefix: string; suffix: string };
  /** Learns from one more text. */
  see(text: string): void;
}

const longestFirst = (texts: Iterable<string>): string[] =>
  [...new Set(texts)].filter((text) => text !== '').sort((a, b) => b.length - a.length || (a < b ? -1 : 1));

/** The last words of a text with the space in front of them, which belongs to the template. */
function lastWords(text: string, count: number): string {
  const words = wordsOf(text);
  const space = /\s*$/.exec(words.at(-count - 1) ?? '')?.[0] ?? '';
  return space + words.slice(-count).join('');
}

const begins = (text: Int32Array, fixed: readonly number[]): boolean =>
  fixed.every((word, at) => text[at] === word);

/** @param known prefixes and suffixes found before @param texts earlier texts, oldest first */
export function createFixedWords(
  known: { prefixes: Iterable<string>; suffixes: Iterable<string> },
  texts: readonly string[] = [],
  options: MinerOptions = MINER,
): FixedWords {
  let prefixes = longestFirst(known.prefixes);
  let suffixes = longestFirst(known.suffixes);
  const window = texts.slice(-WINDOW).map((text) => ({ start: hashStart(text), end: hashEnd(text) }));
  let [found, foundEnds] = [[] as (readonly number[])[], [] as (readonly number[])[]];
  let unseen = window.length;

  /** Numbers become words when a text comes that begins or ends so. */
  function name(text: string, start: Int32Array, end: Int32Array): void {
    const fixed = found.find((each) => begins(start, each));
    if (fixed) prefixes = longestFirst([...prefixes, wordsOf(text).slice(0, fixed.length).join('')]);
    const fixedEnd = foundEnds.find((each) => begins(end, each));
    if (fixedEnd) suffixes = longestFirst([...suffixes, lastWords(text, fixedEnd.length)]);
  }
  return {
    split(text) {
      const prefix = prefixes.find((each) => text.startsWith(each)) ?? '';
      const rest = text.slice(prefix.length);
      return { prefix, suffix: suffixes.find((each) => rest.endsWith(each)) ?? '' };
    },
    see(text) {
      const [start, end] = [hashStart(text), hashEnd(text)];
      window.push({ start, end });
      if (window.length > WINDOW) window.shift();
      unseen += 1;
      if (unseen >= STEP || window.length === options.support) {
        unseen = 0;
        found = findFixed(
          window.map((each) => each.start),
          options,
        );
        foundEnds = findFixed(
          window.map((each) => each.end),
          options,
        );
      }
      name(text, start, end);
    },
  };
}
