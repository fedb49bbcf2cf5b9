import { type GrammarRules, literal } from './gbnf.ts';

/** Longest text, in words, that a span is held to by grammar. */
const MOST_WORDS = 512;

const WORD = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su;
/** Where a word may end early: before an apostrophe or full stop after a letter, as in `Miles's`. */
const EARLY_END = /^(.*?\p{L})(['’.].*)$/su;

const escaped = (text: string): string => literal(JSON.stringify(text).slice(1, -1));

/** Words of a text, as a span sees them. */
const wordsOf = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');

/**
 * Rule for a run of whole words of `text`, inside a JSON string. Punctuation at the outer edges of the first and the
 * last word may be left off: from `play "Jolene", please` come `Jolene`, `"Jolene",` and `Jolene", please`; so may what
 * follows an apostrophe in the last word: from `Miles's album` comes `Miles`.
 * Undefined when the text has no words, or too many.
 */
export function spanRule(text: string, rules: GrammarRules): string | undefined {
  const words = wordsOf(text);
  if (words.length === 0 || words.length > MOST_WORDS) return undefined;
  const starts: string[] = [];
  let next: string | undefined;
  for (const word of words.toReversed()) {
    const [, before = '', core = '', after = ''] = WORD.exec(word) ?? [];
    const [lead, body, trail] = core === '' ? ['', word, ''] : [before, core, after];
    const ends = trail === '' ? [] : [escaped(trail)];
    if (next !== undefined) ends.push(`${trail === '' ? '' : `${escaped(trail)} `}" " ${next}`);
    const full = (stem: string): string => (ends.length === 0 ? stem : `${stem} (${ends.join(' | ')})?`);
    const [, head, rest] = EARLY_END.exec(body) ?? [];
    const tail = head && rest ? `${escaped(head)} (${full(escaped(rest))})?` : full(escaped(body));
    starts.push(lead === '' ? tail : `${escaped(lead)}? ${tail}`);
    next = rules.add('span-word', lead === '' ? tail : `${escaped(lead)} ${tail}`);
  }
  return rules.add('span', starts.toReversed().join(' | '));
}

/** Whether `value` is a run of whole words of `text`, edge punctuation aside. */
export function isSpan(value: string, text: string): boolean {
  const words = wordsOf(text);
  const wanted = value.split(' ');
  const matches = (word: string, want: string, first: boolean, last: boolean): boolean => {
    const [, before = '', core = '', after = ''] = WORD.exec(word) ?? [];
    if (core === '') return want === word;
    const early = EARLY_END.exec(core)?.[1] ?? core;
    const leads = first ? ['', before] : [before];
    const rests = last ? [core, core + after, early] : [core + after];
    return leads.some((lead) => rests.some((rest) => lead + rest === want));
  };
  return words.some((_, start) =>
    wanted.every((want, index) => {
      const word = words[start + index];
      return word !== undefined && matches(word, want, index === 0, index === wanted.length - 1);
    }),
  );
}
