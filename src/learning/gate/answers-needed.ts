import {
  lowestPassing,
  prefixes,
  sizeOf,
  type GateRule,
  type Judged,
  type Prefix,
} from '../../kit/stats/threshold.ts';

/** The rule that holds when there are so many times as many answers. */
export type RuleAt = (times: number) => GateRule;

/** Each try looks at this much more than the one before. */
const STEP = 1.05;

const scaled = (list: readonly Prefix[], times: number): Prefix[] =>
  list.map(({ threshold, weight, squares, errors }) => ({
    threshold,
    weight: weight * times,
    squares: squares * times,
    errors: errors * times,
  }));

/** Whether the gate would pass, if each of these answers had come so many times. */
export const wouldPass = (judged: readonly Judged[], times: number, ruleAt: RuleAt): boolean =>
  lowestPassing(scaled(prefixes(judged), times), ruleAt(times)) !== undefined;

/**
 * How many answers like these (as sure, as right, weighed alike) the gate needs until it passes, by its own tests; undefined:
 * not even `most` of them would do, because too few agree.
 * @example answersNeeded(sixtyThatAllAgree, () => ({ floor: 0.95, delta: 0.05, window: Infinity })) // 83
 */
export function answersNeeded(judged: readonly Judged[], ruleAt: RuleAt, most: number): number | undefined {
  const n = judged.length;
  const list = prefixes(judged);
  const passes = (count: number): boolean =>
    lowestPassing(scaled(list, count / n), ruleAt(count / n)) !== undefined;
  if (n === 0) return undefined;
  for (let [fails, next] = [0, n]; fails < most; next = Math.min(most, Math.ceil(next * STEP))) {
    if (!passes(next)) {
      fails = next;
      continue;
    }
    let enough = next;
    while (enough - fails > 1) {
      const middle = Math.floor((fails + enough) / 2);
      if (passes(middle)) enough = middle;
      else fails = middle;
    }
    return enough;
  }
  return undefined;
}

/** As how many answers of a plain sample these count: fewer, where some stand for much more of the traffic than others (Kish). */
export function plainSize(judged: readonly Judged[]): number {
  const weights = judged.map(({ weight = 1 }) => weight);
  const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
  return sizeOf({ weight: sum(weights), squares: sum(weights.map((weight) => weight * weight)) });
}
