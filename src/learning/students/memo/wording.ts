import { wordsOf } from '../features.ts';

/** Words that change nothing about what is asked. */
const FILLERS = new Set(['a', 'an', 'the', 'please', 'pls', 'plz', 'kindly']);
/** Shorter words have neighbours that mean something else: on, off; five, fine. */
const TYPO_LENGTH = 6;

/** The same for texts that differ in case, spaces, quotes' form or marks at the end. */
export function exactKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’`]/g, "'")
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[\s.!?…]+$/u, '');
}

/** The words that carry what is asked, in their order. A mark at the end is none, one between words is. */
export function nearWords(text: string): string[] {
  return wordsOf(exactKey(text)).filter((word) => !FILLERS.has(word));
}

/** Whether a word may be read as another when it is unknown. */
export const mayBeTypo = (word: string): boolean => word.length >= TYPO_LENGTH && /^\p{L}+$/u.test(word);

/** Everything a word becomes when one letter is left out: two words one slip apart share such a form. */
export function slips(word: string): string[] {
  const forms = new Set([word]);
  for (let i = 0; i < word.length; i++) forms.add(word.slice(0, i) + word.slice(i + 1));
  return [...forms];
}

/** Whether two words differ by one letter added, left out or changed, or by two neighbours changing place. */
export function oneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
