/** The first words come in one piece when they were held back until the confidence was read: they say nothing of the speed. */
const BURST_MS = 50;
/** Less says nothing. */
const LEAST_MS = 200;
const LEAST_CHARS = 80;

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
    rate(outputTokens) {
      const ms = last - burstEnd;
      if (ms < LEAST_MS || rest < LEAST_CHARS) return null;
      return ((outputTokens * rest) / (burst + rest) / ms) * 1000;
    },
  };
}
