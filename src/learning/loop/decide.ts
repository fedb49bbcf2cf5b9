import { STUDENT_KINDS, type StudentKind } from '../../contract/index.ts';
import { chooseThreshold, type Acceptance, type GateRule } from '../../kit/stats/threshold.ts';
import { refusalOf } from '../gate/refusal.ts';
import { judgedOf, MAX_ENTRIES } from './evidence.ts';
import type { LoopPolicy } from './policy.ts';
import type { KindState, LoopState } from './state.ts';
import { foundWords, percent } from './words.ts';

export interface Verdict {
  readonly kind: StudentKind;
  readonly version: number;
  /** Undefined: refused. */
  readonly accepts: Acceptance | undefined;
  /** What was found, without a full stop. */
  readonly words: string;
  /** What comes of a refusal, a sentence; empty: it passed. */
  readonly next: string;
}

export interface Decision {
  readonly verdicts: readonly Verdict[];
  /** The smallest student that does about as much as the best. */
  readonly main: Verdict | undefined;
  /** Answers repeats first. */
  readonly memo: Verdict | undefined;
}

/** A larger student must answer this much more of the traffic to be worth it. */
const WORTH = 0.1;

/** The rule of the gate when so many examples are kept. A young student is soon followed by a better one: it will be judged on about as many answers as there are examples. */
const ruleOf = ({ floor, delta, window }: LoopPolicy, kept: number): GateRule => ({
  floor,
  delta,
  window: Number.isFinite(window) ? Math.min(window, Math.max(1, kept)) : window,
});

function judge(kind: StudentKind, own: KindState, state: LoopState, policy: LoopPolicy): Verdict | undefined {
  if (own.latest === null) return undefined;
  const version = own.latest;
  const judged = judgedOf(own, state.served > 0);
  const found = chooseThreshold(judged, ruleOf(policy, state.kept));
  if (!found) {
    const refusal = refusalOf(judged, (times) => ruleOf(policy, state.kept * times), MAX_ENTRIES);
    return { kind, version, accepts: undefined, ...refusal };
  }
  // Of a memo only its answers are kept: it is silent at the rest of the traffic.
  const all = own.traffic.reduce((sum, count) => sum + count, 0);
  const speaks = kind === 'memo' && all > 0 ? 1 - (own.traffic[0] ?? 0) / all : 1;
  const accepts = { ...found, coverage: found.coverage * speaks };
  const words = foundWords(accepts, policy);
  if (kind === 'memo' || accepts.coverage >= policy.leastCoverage)
    return { kind, version, accepts, words, next: '' };
  return {
    kind,
    version,
    accepts: undefined,
    words: `it would answer too little, less than ${percent(policy.leastCoverage, 0)}: ${words}`,
    next: 'It is trained again from more examples, and then tested anew.',
  };
}

/** Which of the trained students pass the gate, and which of them serve. `retired`: versions that were rolled back. */
export function decide(state: LoopState, policy: LoopPolicy, retired: ReadonlySet<number>): Decision {
  const verdicts = STUDENT_KINDS.flatMap((kind) => {
    const own = state.kinds[kind];
    return (own && judge(kind, own, state, policy)) ?? [];
  });
  const passing = verdicts.filter(({ accepts, version }) => accepts && !retired.has(version));
  const mains = passing.filter(({ kind }) => kind !== 'memo');
  const best = Math.max(0, ...mains.map(({ accepts }) => accepts?.coverage ?? 0));
  return {
    verdicts,
    main: mains.find(({ accepts }) => (accepts?.coverage ?? 0) >= best - WORTH),
    memo: passing.find(({ kind }) => kind === 'memo'),
  };
}
