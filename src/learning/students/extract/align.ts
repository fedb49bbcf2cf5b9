import { numberSaid } from './numbers.ts';
import type { Token } from './tokens.ts';

/** A run of tokens, the last one included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Longest number in tokens: "-1,200,300.5". */
const MAX_NUMBER = 9;

export const spanText = (text: string, tokens: readonly Token[], { first, last }: Span): string =>
  text.slice(tokens[first]?.from ?? 0, tokens[last]?.to ?? 0);

export const overlaps = (a: Span, b: Span): boolean => a.first <= b.last && b.first <= a.last;

function runs(tokens: readonly Token[], wanted: readonly Token[]): Span[] {
  const spans: Span[] = [];
  if (wanted.length === 0) return spans;
  for (let first = 0; first + wanted.length <= tokens.length; first++) {
    if (wanted.every((token, i) => tokens[first + i]?.lower === token.lower))
      spans.push({ first, last: first + wanted.length - 1 });
  }
  return spans;
}

function numbers(text: string, tokens: readonly Token[], value: number): Span[] {
  const spans: Span[] = [];
  for (let first = 0; first < tokens.length; first++) {
    for (let last = Math.min(tokens.length - 1, first + MAX_NUMBER - 1); last >= first; last--) {
      if (numberSaid(spanText(text, tokens, { first, last })) !== value) continue;
      spans.push({ first, last });
      first = last;
      break;
    }
  }
  return spans;
}

/**
 * Where a value stands in a text: exactly as written, else in another case or spacing, else as a number said otherwise
 * ("five", "1,200"). All places of the best kind, in order.
 */
export function placesOf(
  value: string | number,
  text: string,
  tokens: readonly Token[],
  tokenise: (text: string) => Token[],
): Span[] {
  const wanted = String(value);
  const found = runs(tokens, tokenise(wanted));
  if (found.length > 0) {
    const exact = found.filter((span) => spanText(text, tokens, span) === wanted);
    return exact.length > 0 ? exact : found;
  }
  const said = typeof value === 'number' ? value : numberSaid(wanted);
  return said === undefined ? [] : numbers(text, tokens, said);
}
