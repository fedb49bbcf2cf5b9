import type { Judged } from '../../kit/stats/threshold.ts';
import { answersNeeded, plainSize, type RuleAt } from './answers-needed.ts';

/** Why no threshold passed, in words, and what happens next. */
export interface Refusal {
  /** Without a full stop, to be part of a sentence. */
  readonly words: string;
  /** A sentence; empty: nothing to say. */
  readonly next: string;
}

/** Weights matter to people when they take away this much of the answers. */
const MUCH = 0.9;

/** One place, never rounded up to what was not reached: `99.9 %` of 9999 in 10000. */
const share = (value: number): string => `${(Math.floor(value * 1000 + 1e-9) / 10).toFixed(1)} %`;

/** Two figures that say enough: 287 is `about 290`. */
function about(count: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return `about ${Math.ceil(count / step) * step}`;
}

/**
 * Says why the gate refused. Too few answers: how many like these it would take. Too few that agree: that more of the same
 * would not help.
 * @param most answers that are kept as evidence: a need for more is one that is never met
 */
export function refusalOf(judged: readonly Judged[], ruleAt: RuleAt, most: number): Refusal {
  const n = judged.length;
  const { floor } = ruleAt(1);
  const sure = `${Number((floor * 100).toFixed(1))} %`;
  if (n === 0)
    return {
      words: 'it was tried on no test answer yet',
      next: 'It is tested as requests are handed over or checked.',
    };
  const mean = judged.reduce((sum, { score }) => sum + score, 0) / n;
  const agree =
    mean === 1
      ? `all ${n} test answers agree with the teacher`
      : `${share(mean)} of ${n} test answers agree with the teacher`;
  const needed = answersNeeded(judged, ruleAt, most);
  if (needed === undefined)
    return {
      words: `${agree}, and those that it is surest of are not shown to reach ${sure} either; more answers like these would not change that`,
      next: 'It is trained again from more examples, and then tested anew.',
    };
  const plain = plainSize(judged);
  const counts =
    plain < n * MUCH
      ? ` (they count as ${Math.floor(plain)}: what is answered here is seldom checked, so a few of them stand for most requests)`
      : '';
  return {
    words: `${agree}, but they are too few to be sure of ${sure}${counts}: ${about(needed)} like these are needed`,
    next: 'It is tested again as more requests are handed over or checked.',
  };
}
