import { STUDENT_KINDS, type StudentKind } from '../../contract/index.ts';
import { wordsOf } from '../students/features.ts';
import type { Consideration } from '../skill-loop.ts';
import type { StudentAnswer } from '../student.ts';
import { expectedAt } from './evidence.ts';
import type { LoopPolicy } from './policy.ts';
import { chooseShadow } from './shadow.ts';
import type { LoopState, Service } from './state.ts';
import { suspicious } from './watch.ts';

/** What a student in service says. */
export interface Offer {
  readonly kind: StudentKind;
  readonly service: Service;
  readonly answer: StudentAnswer | undefined;
}

/** Confidence of a repeat's mistakes: a memo has no curve of its own. */
const MEMO_MISTAKES = 0.02;

export const mistakesAt = (state: LoopState, kind: StudentKind, confidence: number): number =>
  kind === 'memo' ? MEMO_MISTAKES : expectedAt(state.expected, confidence);

/** The first offer that is sure enough is served; whether it is checked is decided here too. */
export function considerationOf(
  offers: readonly Offer[],
  state: LoopState,
  policy: LoopPolicy,
  isNew: boolean,
  random: () => number,
): Consideration {
  for (const { kind, service, answer } of offers) {
    if (!answer || answer.confidence < service.threshold) continue;
    const shadow = chooseShadow(
      {
        expected: mistakesAt(state, kind, answer.confidence),
        isNew,
        suspicious: suspicious(state.watch),
        canary: state.canary > 0,
        chosen: state.chosen,
      },
      policy,
      random,
    );
    return { serve: answer, kind, version: service.version, threshold: service.threshold, shadow };
  }
  const last = offers.at(-1);
  if (!last)
    return {
      serve: undefined,
      reason: 'no student serves this skill yet',
      guess: undefined,
      threshold: null,
    };
  const { answer, service } = last;
  const reason = answer
    ? `confidence ${answer.confidence.toFixed(2)} is below ${service.threshold.toFixed(2)}`
    : `the ${last.kind} has no answer`;
  return { serve: undefined, reason, guess: answer, threshold: service.threshold };
}

const MAX_WORDS = 200_000;

/** The words of the examples: tells requests that have a new one. */
export function createWordList(): { add: (input: string) => void; isNew: (input: string) => boolean } {
  const known = new Set<string>();
  return {
    add(input) {
      for (const word of wordsOf(input)) if (known.size < MAX_WORDS) known.add(word);
    },
    isNew: (input) => wordsOf(input).some((word) => !known.has(word)),
  };
}

/** Kinds in their order, smallest first. */
export const bySize = (a: { kind: StudentKind }, b: { kind: StudentKind }): number =>
  STUDENT_KINDS.indexOf(a.kind) - STUDENT_KINDS.indexOf(b.kind);
