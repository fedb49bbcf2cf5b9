import type { Agreement } from '../../contract/index.ts';
import { atMost, lowerBound } from './binomial.ts';

/** One held-out answer of a student. */
export interface Judged {
  readonly confidence: number;
  /** Agreement with the teacher, 0 to 1. */
  readonly score: number;
  /** How much of the traffic it stands for; default 1: the answers are a plain sample. */
  readonly weight?: number;
}

export interface GateRule {
  /** Lowest accepted agreement, 0 to 1. */
  readonly floor: number;
  /** Chance of accepting too much, 0 to 1. */
  readonly delta: number;
  /** Answers on which agreement will be judged later: their sampling error is allowed for. Infinity: the rate itself is meant. */
  readonly window: number;
}

/** From which confidence on answers are accepted. */
export interface Acceptance {
  readonly threshold: number;
  /** Share of held-out requests that would be answered. */
  readonly coverage: number;
  /** Of the accepted; the bound is one-sided, at 95 %. */
  readonly agreement: Agreement;
}

/** The best answers of a student, taken together. */
export interface Prefix {
  readonly threshold: number;
  readonly weight: number;
  readonly squares: number;
  readonly errors: number;
}

/**
 * Where sequences of tests begin: at so many times the smallest sample that could pass, or at this share of all answers if
 * that is more; and their parts of delta.
 */
const STARTS = [
  { times: 1.2, share: 0.25, part: 0.6 },
  { times: 2, share: 0, part: 0.3 },
] as const;
/** The part of delta of the test of all answers at once. */
const ALL = 0.1;
/** Each test looks at this much more than the one before. */
const STEP = 1.04;

/** Sums over all answers at least as confident as each distinct value, the strictest first. */
export function prefixes(judged: readonly Judged[]): Prefix[] {
  const sorted = judged.toSorted((a, b) => b.confidence - a.confidence);
  const found: Prefix[] = [];
  let [weight, squares, errors] = [0, 0, 0];
  for (const [i, { confidence, score, weight: own = 1 }] of sorted.entries()) {
    weight += own;
    squares += own * own;
    errors += own * (1 - score);
    if (sorted[i + 1]?.confidence !== confidence)
      found.push({ threshold: confidence, weight, squares, errors });
  }
  return found;
}

/** Size of a plain sample that says as much (Kish). */
export const sizeOf = ({ weight, squares }: Pick<Prefix, 'weight' | 'squares'>): number =>
  squares > 0 ? (weight * weight) / squares : 0;

/** Chance of so few errors if the accepted answers were just too bad for the floor. */
function pValue(prefix: Prefix, { floor, window }: GateRule): number {
  const size = sizeOf(prefix);
  if (size === 0) return 1;
  const allowed = Number.isFinite(window) ? (size * window) / (size + window) : size;
  return atMost((prefix.errors / prefix.weight) * allowed, allowed, 1 - floor);
}

/** From one beginning down to the last prefix that passes without a failure before it. */
function lastPassing(list: readonly Prefix[], start: number, rule: GateRule): Prefix | undefined {
  let passed: Prefix | undefined;
  let next = start;
  for (const [i, prefix] of list.entries()) {
    const size = sizeOf(prefix);
    if (size < next && i < list.length - 1) continue;
    if (size < start || pValue(prefix, rule) > rule.delta) break;
    passed = prefix;
    next = size * STEP;
  }
  return passed;
}

/** What accepting from `threshold` on would give on these answers. */
export function acceptAt(judged: readonly Judged[], threshold: number): Acceptance {
  const list = prefixes(judged);
  const at = list.findLast((prefix) => prefix.threshold >= threshold);
  const all = list.at(-1)?.weight ?? 0;
  if (!at || !(at.weight > 0)) return { threshold, coverage: 0, agreement: { share: 1, lower: 0, n: 0 } };
  const size = sizeOf(at);
  const share = 1 - at.errors / at.weight;
  const n = judged.filter(({ confidence }) => confidence >= threshold).length;
  return {
    threshold,
    coverage: at.weight / all,
    agreement: { share, lower: lowerBound(share * size, size, 0.05), n },
  };
}

/** The lowest threshold that passes, of answers that {@link prefixes} summed up. */
export function lowestPassing(list: readonly Prefix[], rule: GateRule): number | undefined {
  const all = list.at(-1);
  if (!all) return undefined;
  const passing = STARTS.flatMap(({ times, share, part }) => {
    const own = { ...rule, delta: rule.delta * part };
    const smallest = Math.log(own.delta) / Math.log(rule.floor);
    return lastPassing(list, Math.max(times * smallest, share * sizeOf(all)), own) ?? [];
  });
  if (pValue(all, rule) <= rule.delta * ALL) passing.push(all);
  const thresholds = passing.map(({ threshold }) => threshold);
  return thresholds.length === 0 ? undefined : Math.min(...thresholds);
}

/**
 * The lowest threshold at which accepted answers meet the floor, with chance 1 - delta at least (Learn then Test: exact
 * binomial tests in a fixed order, from the strictest threshold down, from a few beginnings that share delta).
 * Undefined: there is none, or there are too few answers to tell.
 */
export function chooseThreshold(judged: readonly Judged[], rule: GateRule): Acceptance | undefined {
  const threshold = lowestPassing(prefixes(judged), rule);
  return threshold === undefined ? undefined : acceptAt(judged, threshold);
}
