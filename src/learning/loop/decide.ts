import { STUDENT_KINDS, type StudentKind } from '../../contract/index.ts';
import { chooseThreshold, type Acceptance } from '../../kit/stats/threshold.ts';
import { judgedOf } from './evidence.ts';
import type { LoopPolicy } from './policy.ts';
import type { KindState, LoopState } from './state.ts';
import { foundWords, refusedWords } from './words.ts';

export interface Verdict {
  readonly kind: StudentKind;
  readonly version: number;
  /** Undefined: refused. */
  readonly accepts: Acceptance | undefined;
  readonly words: string;
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

function judge(
  kind: StudentKind,
  state: KindState,
  policy: LoopPolicy,
  window: number,
  weighed: boolean,
): Verdict | undefined {
  if (state.latest === null) return undefined;
  const judged = judgedOf(state, weighed);
  const found = chooseThreshold(judged, { ...policy, window });
  // Of a memo only its answers are kept: it is silent at the rest of the traffic.
  const all = state.traffic.reduce((sum, count) => sum + count, 0);
  const speaks = kind === 'memo' && all > 0 ? 1 - (state.traffic[0] ?? 0) / all : 1;
  const accepts = found && { ...found, coverage: found.coverage * speaks };
  const enough = accepts && (kind === 'memo' || accepts.coverage >= policy.leastCoverage);
  const mean = judged.reduce((sum, { score }) => sum + score, 0) / (judged.length || 1);
  return {
    kind,
    version: state.latest,
    accepts: enough ? accepts : undefined,
    words: !accepts
      ? refusedWords(judged.length, mean, policy)
      : enough
        ? foundWords(accepts, policy)
        : `it would answer too little: ${foundWords(accepts, policy)}`,
  };
}

/** Which of the trained students pass the gate, and which of them serve. `retired`: versions that were rolled back. */
export function decide(state: LoopState, policy: LoopPolicy, retired: ReadonlySet<number>): Decision {
  // A young student is soon followed by a better one: it will be judged on about as many answers as there are examples.
  const seen = Math.max(1, state.kept);
  const window = Number.isFinite(policy.window) ? Math.min(policy.window, seen) : policy.window;
  const verdicts = STUDENT_KINDS.flatMap((kind) => {
    const own = state.kinds[kind];
    return (own && judge(kind, own, policy, window, state.served > 0)) ?? [];
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
