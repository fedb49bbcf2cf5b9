import { BURST_MS, writtenSpeed } from '../../../../../src/kit/words/written-speed.ts';

/** Watches how quickly an answer comes. */
export interface Speedometer {
  /** A piece of so many characters came. */
  heard(chars: number): void;
  /** Milliseconds from the beginning to the first piece; null: none came. */
  firstMs(): number | null;
  durationMs(): number;
  /** Tokens a second after the first burst; null: too little came to tell. */
  rate(outputTokens: number): number | null;
}

/** @param now milliseconds of a clock that only goes forward */
export function startSpeedometer(now: () => number): Speedometer {
  const begun = now();
  let first: number | null = null;
  let last = begun;
  let [burst, rest] = [0, 0];
  let burstEnd = begun;
  return {
    heard(chars) {
      last = now();
      first ??= last;
      if (last - first <= BURST_MS) [burst, burstEnd] = [burst + chars, last];
      else rest += chars;
    },
    firstMs: () => (first === null ? null : first - begun),
    durationMs: () => now() - begun,
    rate: (tokens) => writtenSpeed({ tokens, burst, rest, ms: last - burstEnd }),
  };
}
