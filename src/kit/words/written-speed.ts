/** What comes so soon after the first words was held back with them: it says nothing of the speed. Milliseconds. */
export const BURST_MS = 50;
/** Less says nothing. */
const LEAST_MS = 200;
const LEAST_CHARS = 80;
/** No tokenizer makes more than one token of a byte, and no character has more bytes. */
const BYTES = 4;

/** How an answer came. */
export interface Written {
  /** Tokens of its characters. */
  tokens: number;
  /** Characters of the first burst. */
  burst: number;
  /** Characters after it, and the milliseconds in which they came. */
  rest: number;
  ms: number;
}

/**
 * Tokens a second of what was written after the first burst. Null: too little came over time to tell. An answer that is sent
 * at once has no such speed, however quickly its last byte follows the first.
 */
export function writtenSpeed({ tokens, burst, rest, ms }: Written): number | null {
  const chars = burst + rest;
  if (ms < LEAST_MS || rest < LEAST_CHARS || tokens <= 0 || tokens > chars * BYTES) return null;
  return (((tokens * rest) / chars) * 1000) / ms;
}
