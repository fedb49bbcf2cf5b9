import type { Token } from 'marked';
import { lex } from './lex.ts';

/** A block of an answer: a paragraph, a list, a piece of code. */
interface Block {
  /** Its place in the text; the same for as long as it is the same block. */
  at: number;
  token: Token;
}

/** A text that is read as it grows. */
export interface Grown {
  /** Blocks that no more text will change. */
  done: readonly Block[];
  /** Up to here `done` goes. */
  upTo: number;
  /** What follows; read anew each time. */
  tail: readonly Block[];
  text: string;
}

export const NOTHING: Grown = { done: [], upTo: 0, tail: [], text: '' };

/** Blocks at the end that more text may still change: a list goes on behind an empty line. */
const OPEN = 3;

/**
 * Reads the text further; only what more text may change is read again. A text that does not go on where the former one
 * stopped is read from its beginning.
 * @param whole no more text comes
 */
export function grow(before: Grown, text: string, whole: boolean): Grown {
  const start = text.startsWith(before.text) ? before : NOTHING;
  if (start !== NOTHING && text.length === start.text.length && !whole) return before;
  let at = start.upTo;
  const read = lex(text.slice(start.upTo)).map((token): Block => {
    const block = { at, token };
    at += token.raw.length;
    return block;
  });
  // Should the lexer leave something out, the places are wrong, and nothing is closed.
  const closing = at === text.length ? Math.max(0, read.length - (whole ? 0 : OPEN)) : 0;
  if (closing === 0) return { ...start, tail: read, text };
  const tail = read.slice(closing);
  return {
    done: [...start.done, ...read.slice(0, closing)],
    upTo: tail[0]?.at ?? text.length,
    tail,
    text,
  };
}
