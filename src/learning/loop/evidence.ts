import { stepOf, weighByTraffic } from '../../kit/stats/by-traffic.ts';
import type { Judged } from '../../kit/stats/threshold.ts';
import { STEPS, type Entry, type Expected, type KindState } from './state.ts';

/** Labelled answers that are kept as evidence: the newest. */
export const MAX_ENTRIES = 6000;
/** A request counts less the more came after it: half after this many. */
const HALF_LIFE = 700;
const FADE = 0.5 ** (1 / HALF_LIFE);
/** Steps of confidence in which mistakes are counted. */
const PARTS = 10;

const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;

export const entryOf = (example: number, confidence: number, score: number): Entry => [
  example,
  rounded(confidence),
  rounded(score),
];

export const withEntry = (kind: KindState, entry: Entry): KindState => ({
  ...kind,
  evidence: [...kind.evidence.slice(-(MAX_ENTRIES - 1)), entry],
});

/** Replaces what is known of these examples: they were answered by better students. */
export function withFresh(kind: KindState, fresh: readonly Entry[]): KindState {
  const again = new Set(fresh.map(([example]) => example));
  const kept = kind.evidence.filter(([example]) => !again.has(example));
  const evidence = [...kept, ...fresh].sort(([a], [b]) => a - b).slice(-MAX_ENTRIES);
  return { ...kind, evidence };
}

/** Counts a request by the confidence of its answer. */
export function withTraffic(kind: KindState, confidence: number): KindState {
  const traffic = kind.traffic.map((count) => count * FADE);
  traffic[stepOf(confidence, STEPS)]! += 1;
  return { ...kind, traffic };
}

/** The evidence as the gate reads it, weighed by the traffic it stands for. */
export function judgedOf({ evidence, traffic }: KindState, weighed: boolean): Judged[] {
  const judged = evidence.map(([, confidence, score]) => ({ confidence, score }));
  return weighed ? weighByTraffic(judged, traffic) : judged;
}

/** How often mistakes are to be expected at each confidence: a little above what was seen, falling with confidence. */
export function expectedOf({ evidence }: KindState): Expected {
  const sorted = evidence.toSorted(([, a], [, b]) => a - b);
  const parts = Math.max(1, Math.min(PARTS, Math.floor(sorted.length / 20)));
  let most = 1;
  return Array.from({ length: parts }, (_, i) => {
    const part = sorted.slice(
      Math.round((i * sorted.length) / parts),
      Math.round(((i + 1) * sorted.length) / parts),
    );
    const wrong = part.reduce((sum, [, , score]) => sum + 1 - score, 0);
    most = Math.min(most, (wrong + 1) / (part.length + 2));
    return [i === 0 ? 0 : (part[0]?.[1] ?? 0), rounded(most)] as const;
  });
}

/** Chance of a mistake at a confidence. Nothing known: even. */
export const expectedAt = (expected: Expected, confidence: number): number =>
  expected.findLast(([from]) => from <= confidence)?.[1] ?? 0.5;
