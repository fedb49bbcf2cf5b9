/** A word, number or single mark, with where it stands in the text (UTF-16 units). */
export interface Token {
  readonly from: number;
  readonly to: number;
  readonly word: string;
  /** Lower case, one Unicode form: what is compared and looked up. */
  readonly lower: string;
}

/** Texts with more tokens are neither learned nor answered: extraction is for requests, not for documents. */
export const MAX_TOKENS = 512;

/** Scripts without spaces between words: every sign is a token. */
const SIGN = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]\p{M}*`;
const COARSE = new RegExp(String.raw`${SIGN}|(?:(?!${SIGN})[\p{L}\p{N}]\p{M}*)+|[^\s]`, 'gu');
const FINE = new RegExp(
  String.raw`${SIGN}|(?:(?!${SIGN})\p{L}\p{M}*)+|(?:(?!${SIGN})\p{N}\p{M}*)+|[^\s]`,
  'gu',
);

/** Words, numbers and marks; `fine` parts digits from letters ("5pm"). One more than the limit at most. */
export function tokensOf(text: string, fine: boolean): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(fine ? FINE : COARSE)) {
    const word = match[0];
    tokens.push({
      from: match.index,
      to: match.index + word.length,
      word,
      lower: word.normalize('NFKC').toLowerCase(),
    });
    if (tokens.length > MAX_TOKENS) break;
  }
  return tokens;
}
