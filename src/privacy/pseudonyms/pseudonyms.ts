import { detect } from './detect.ts';
import { findNames, placesOf, wordsPattern } from './names.ts';
import { mergeSpans, TOKEN, type Kind, type Span } from './span.ts';

/** How many places were hidden, by kind; kinds of which there are none are absent. */
export type HiddenCounts = Partial<Record<Kind, number>>;

/** Stable stand-ins for the personal details of one request. Kept in memory only, as long as the request. */
export interface Pseudonyms {
  /** Takes note of what a text names, so that it is hidden wherever it stands, and in words without a form. */
  learn(text: string): void;
  /** The text with a token for each personal detail: the same detail, the same token. */
  hide(text: string): string;
  /** Puts back what `hide` of this request took away; a token that is not ours stays as it is. */
  restore(text: string): string;
  /** What stands for a token; undefined: it is not ours. */
  original(token: string): string | undefined;
  /** Whether a text that was hidden still holds something that should be. */
  leaks(text: string): boolean;
  /** Tokens in a text, by kind. */
  count(text: string): HiddenCounts;
}

/** Passes after which nothing new is uncovered by what was hidden before. */
const MOST_PASSES = 8;

/** Letters and digits, in one case: what another spelling has in common. */
const lettersOf = (text: string): string =>
  text
    .toUpperCase()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * Makes the pseudonyms of one request.
 * @param names what the owner wants hidden beside what is found by form: people, firms, places
 * @example
 * const pseudonyms = createPseudonyms(['Anna Example']);
 * pseudonyms.hide('anna@example.org knows Anna Example'); // '<EMAIL_1> knows <NAME_1>'
 */
export function createPseudonyms(names: readonly string[] = []): Pseudonyms {
  const tokens = new Map<string, string>();
  const originals = new Map<string, string>();
  const counters = new Map<Kind, number>();
  /** By kind: each detail, and its letters and digits alone. */
  const found = new Map<Kind, Map<string, string>>();
  const small = new Set<string>();
  for (const name of names) note('NAME', name);

  function tokenFor(value: string, kind: Kind): string {
    const before = tokens.get(value);
    if (before !== undefined) return before;
    const number = (counters.get(kind) ?? 0) + 1;
    counters.set(kind, number);
    const token = `<${kind}_${number}>`;
    tokens.set(value, token);
    originals.set(token, value);
    return token;
  }

  /** What has to be hidden between tokens, in order. */
  function spansOf(text: string): Span[] {
    const bare = lettersOf(text);
    // most details of a document are not in a text that was made from it
    const near = [...found].map(([kind, values]) => {
      const here = [...values].flatMap(([value, letters]) => (bare.includes(letters) ? [value] : []));
      return placesOf(text, wordsPattern(here), kind);
    });
    const taken = placesOf(text, TOKEN, 'TEXT');
    const spans = mergeSpans([...detect(text), ...near.flat()]);
    let next = 0;
    return spans.filter(({ start, end }) => {
      while (next < taken.length && (taken[next]?.end ?? 0) <= start) next += 1;
      return (taken[next]?.start ?? Number.POSITIVE_INFINITY) >= end;
    });
  }

  function replace(text: string, spans: readonly Span[]): string {
    let at = 0;
    let out = '';
    for (const { start, end, kind } of spans) {
      out += text.slice(at, start) + tokenFor(text.slice(start, end), kind);
      at = end;
    }
    return out + text.slice(at);
  }

  function note(kind: Kind, value: string): void {
    const values = found.get(kind) ?? new Map<string, string>();
    found.set(kind, values.set(value, lettersOf(value)));
  }

  function learn(text: string): void {
    for (const name of findNames(text, small)) note('NAME', name);
    // a detail that its surroundings give away is hidden elsewhere too
    for (const { start, end, kind } of detect(text)) note(kind, text.slice(start, end));
  }

  return {
    learn,
    hide(text) {
      learn(text);
      // what looks like a token of ours is hidden first: then all tokens of the result are ours
      let out = replace(text, placesOf(text, TOKEN, 'TEXT'));
      for (let pass = 0; pass < MOST_PASSES; pass += 1) {
        const spans = spansOf(out);
        if (spans.length === 0) break;
        out = replace(out, spans);
      }
      return out;
    },
    restore: (text) => text.replace(TOKEN, (token) => originals.get(token) ?? token),
    original: (token) => originals.get(token),
    leaks: (text) => spansOf(text).length > 0,
    count(text) {
      const counts: HiddenCounts = {};
      for (const [token, kind] of text.matchAll(TOKEN))
        if (originals.has(token)) counts[kind as Kind] = (counts[kind as Kind] ?? 0) + 1;
      return counts;
    },
  };
}
