/** One of the two that are compared: it makes `tokens` tokens in each of `streams` streams side by side. */
export interface Side {
  name: string;
  /** Resolves with the tokens and the milliseconds between the first and the last of them. */
  decode(streams: number, tokens: number): Promise<Decoded>;
  close(): Promise<void>;
}

export interface Decoded {
  tokens: number;
  ms: number;
}

/** Different prompts of the same length, so that no stream finds another one's prefix. */
export const promptOf = (stream: number, round: number): string =>
  `${String.fromCharCode(65 + (stream % 26))}${String(round).padStart(4, '0')} tell me about the sea`;

/** Times of tokens as they come. */
export interface Meter {
  count(tokens: number): void;
  result(): Decoded;
}

/** Counts from the first token of all streams to the last; the first ones themselves are not counted. */
export function createMeter(streams: number): Meter {
  let [total, first, last] = [0, Number.NaN, Number.NaN];
  return {
    count(tokens) {
      const now = performance.now();
      if (Number.isNaN(first)) first = now;
      last = now;
      total += tokens;
    },
    result: () => ({ tokens: Math.max(0, total - streams), ms: last - first }),
  };
}
