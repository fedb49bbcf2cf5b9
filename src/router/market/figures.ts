import { quantile, weightOf, withValue, type Histogram } from './histogram.ts';

/** What is known of one model of a provider, from traffic alone. Plain numbers: it is stored as JSON. */
export interface Figures {
  /** Milliseconds to the first part, or to the end where the whole was asked for: the newest last. */
  recent: number[];
  /** The same over a longer time, for p50 and p95. */
  first: Histogram;
  /** Milliseconds that each further token adds to an answer, 0 where all come at once; undefined: not known. */
  perToken?: number;
  /** Milliseconds a token while text was seen to be written; undefined: no answer came over time. */
  writeMs?: number;
  /** Tokens of an answer. */
  tokens?: number;
  /** Weights of calls that were answered, failed, and were turned away for their rate. */
  answered: number;
  failed: number;
  limited: number;
  /** Pairs of the same request at temperature 0: with the same answer, with another. */
  same: number;
  other: number;
  /** Milliseconds since 1970 of the newest call. */
  at: number;
}

/** How one call went. */
export type Seen =
  | {
      kind: 'answered';
      firstMs: number;
      totalMs: number;
      tokens: number;
      streamed: boolean;
      /** Tokens a second while it was written; absent: it came at once, or too little came to tell. */
      speed?: number;
    }
  /** It was broken off after so long without an answer: the answer would have taken longer. */
  | { kind: 'slow'; firstMs: number }
  | { kind: 'failed'; limited: boolean }
  | { kind: 'pair'; same: boolean };

const RECENT = 12;
/** What is a hundred calls, or this time, ago counts a third, or half. */
const FADE = 0.99;
const HALF_LIFE_MS = 6 * 3_600_000;
/** Shares change faster: thirty calls. */
const SHARE_FADE = 0.967;
/** Tokens of an answer of which nothing is known. */
const USUAL_TOKENS = 300;
/** So many calls of its own weigh as much as those of all others. */
const OWN_CALLS = 50;
const SMOOTH = 0.1;
/** Lengths of answers belong to the requests: they are smoothed over many. */
const LEAST_SHARE = 0.02;
/** After a pause this long little of what was recent counts; shares fade by half in it. */
const PAUSE_MS = 300_000;

export const noFigures = (at: number): Figures => ({
  recent: [],
  first: [],
  answered: 0,
  failed: 0,
  limited: 0,
  same: 0,
  other: 0,
  at,
});

const smooth = (old: number | undefined, value: number, share = SMOOTH): number =>
  old === undefined ? value : old + share * (value - old);

function withTime(figures: Figures, firstMs: number, now: number): Figures {
  // a clock that was turned back ages nothing
  const pause = Math.max(0, now - figures.at);
  const fade = FADE * 0.5 ** (pause / HALF_LIFE_MS);
  const recent = figures.recent.slice(pause > PAUSE_MS ? -2 : 1 - RECENT);
  recent.push(Math.max(0, firstMs));
  return {
    ...figures,
    recent,
    first: withValue(figures.first, firstMs, fade),
    at: now,
  };
}

/** The figures after one more call. Pure. */
export function withSeen(figures: Figures, seen: Seen, now: number): Figures {
  const pause = Math.max(0, now - figures.at);
  const fade = SHARE_FADE * 0.5 ** (pause / PAUSE_MS);
  const shares = {
    answered: figures.answered * fade,
    failed: figures.failed * fade,
    limited: figures.limited * fade,
    at: now,
  };
  if (seen.kind === 'pair')
    return seen.same
      ? { ...figures, same: figures.same * FADE + 1, other: figures.other * FADE }
      : { ...figures, same: figures.same * FADE, other: figures.other * FADE + 1 };
  if (seen.kind === 'failed')
    return seen.limited
      ? { ...figures, ...shares, limited: shares.limited + 1 }
      : { ...figures, ...shares, failed: shares.failed + 1 };
  const timed = withTime(figures, seen.firstMs, now);
  if (seen.kind === 'slow') return timed;
  const { tokens, firstMs, totalMs, streamed, speed } = seen;
  const share = Math.max(LEAST_SHARE, 1 / (1 + weightOf(figures.first)));
  const pace = streamed && tokens > 1 ? Math.max(0, totalMs - firstMs) / (tokens - 1) : undefined;
  const newer = pause > PAUSE_MS ? 0.5 : SMOOTH;
  if (pace !== undefined) timed.perToken = smooth(figures.perToken, pace, newer);
  if (speed !== undefined) timed.writeMs = smooth(figures.writeMs, 1000 / speed, newer);
  if (tokens > 0) timed.tokens = smooth(figures.tokens, tokens, share);
  timed.answered = shares.answered + 1;
  timed.failed = shares.failed;
  timed.limited = shares.limited;
  return timed;
}

/** Mean of the newest times without the longest one: a single spike says little. Undefined: not known. */
export function recentMs({ recent }: Figures): number | undefined {
  if (recent.length === 0) return undefined;
  const kept = recent.length < 3 ? recent : recent.toSorted((a, b) => a - b).slice(0, -1);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/** Share of calls that are answered; before anything is known, nearly all. */
export const successOf = ({ answered, failed, limited }: Figures): number =>
  (answered + 9.5) / (answered + failed + limited + 10);

/**
 * Share of pairs with the same answer; before anything is known, all.
 * @param twin the same model's figures for the other kind of answers: what it says does not depend on how it is sent
 */
export function consistencyOf(figures: Figures, twin?: Figures): number {
  const same = figures.same + (twin?.same ?? 0);
  return (same + 4) / (same + figures.other + (twin?.other ?? 0) + 4);
}

/** A quantile of the time to the first part, once enough calls stand behind it. */
export function slowMs({ first }: Figures, share: number, calls = 20): number | undefined {
  return weightOf(first) < calls * 0.9 ? undefined : quantile(first, share);
}

/** Tokens of an answer to be expected of a model: of few answers, what all models together write counts more. */
export function expectedTokens(known: Figures | undefined, all: readonly Figures[]): number {
  const pool = all.filter(({ tokens }) => tokens !== undefined);
  const weight = pool.reduce((sum, { first }) => sum + weightOf(first), 0);
  const pooled =
    weight === 0
      ? USUAL_TOKENS
      : pool.reduce((sum, { first, tokens = 0 }) => sum + weightOf(first) * tokens, 0) / weight;
  const own = known?.tokens === undefined ? 0 : weightOf(known.first);
  return (own * (known?.tokens ?? 0) + OWN_CALLS * pooled) / (own + OWN_CALLS);
}
