import { charClass, type CodeRange, either, literal } from './gbnf.ts';

const LAST = 0x10ffff;

/** Ranges in order, without overlaps. */
function normalise(ranges: readonly CodeRange[]): CodeRange[] {
  const result: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const previous = result.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}

/** All code points that are not in `ranges`. */
export function complement(ranges: readonly CodeRange[]): CodeRange[] {
  const result: CodeRange[] = [];
  let next = 0;
  for (const [first, last] of normalise(ranges)) {
    if (first > next) result.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST) result.push([next, LAST]);
  return result;
}

/** Code points that a JSON string shows as they are: no control characters, quote, backslash or surrogates. */
const PLAIN: readonly CodeRange[] = [
  [0x20, 0x21],
  [0x23, 0x5b],
  [0x5d, 0x7e],
  [0xa0, 0xd7ff],
  [0xe000, LAST],
];

/** Code points written with a backslash in a JSON string, as `JSON.stringify` does. */
const ESCAPED = ['"', '\\', '\b', '\f', '\n', '\r', '\t'];

function intersect(a: readonly CodeRange[], b: readonly CodeRange[]): CodeRange[] {
  return a.flatMap(([first, last]) =>
    b.flatMap(([from, to]): CodeRange[] =>
      Math.max(first, from) <= Math.min(last, to) ? [[Math.max(first, from), Math.min(last, to)]] : [],
    ),
  );
}

/** One character of `ranges` inside a JSON string; undefined when none can be written. */
export function jsonCharacter(ranges: readonly CodeRange[]): string | undefined {
  const set = normalise(ranges);
  const plain = intersect(set, PLAIN);
  const escapes = ESCAPED.filter((char) => {
    const code = char.charCodeAt(0);
    return set.some(([first, last]) => first <= code && code <= last);
  });
  const parts = [
    ...(plain.length > 0 ? [charClass(plain)] : []),
    ...escapes.map((char) => literal(JSON.stringify(char).slice(1, -1))),
  ];
  return parts.length === 0 ? undefined : either(parts);
}

/** Any one character of a JSON string. */
export const ANY_CHARACTER = jsonCharacter([[0, LAST]]) ?? '""';

const one = (char: string): CodeRange => [char.charCodeAt(0), char.charCodeAt(0)];
const DIGITS: CodeRange[] = [[0x30, 0x39]];
const WORDS: CodeRange[] = [...DIGITS, [0x41, 0x5a], one('_'), [0x61, 0x7a]];
const SPACES: CodeRange[] = [
  [0x09, 0x0d],
  one(' '),
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** The classes behind a backslash. */
export const SHORTHANDS: Readonly<Record<string, CodeRange[]>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORDS,
  W: complement(WORDS),
  s: SPACES,
  S: complement(SPACES),
};

/** What a dot matches: all but line ends. */
export const DOT: readonly CodeRange[] = complement([one('\n'), one('\r'), [0x2028, 0x2029]]);
