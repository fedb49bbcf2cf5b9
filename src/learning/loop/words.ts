import type { SkillStage, StudentKind, StudentSummary } from '../../contract/index.ts';
import type { Acceptance } from '../../kit/stats/threshold.ts';
import type { LoopPolicy } from './policy.ts';

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;

/** What the gate found, with its figures. */
export function foundWords(
  { threshold, coverage, agreement }: Acceptance,
  { floor, delta }: LoopPolicy,
): string {
  return (
    `of ${agreement.n} test answers at a confidence of ${threshold.toFixed(2)} or more ${percent(agreement.share)} agree with the teacher ` +
    `(lower bound ${percent(agreement.lower)}, floor ${percent(floor, 0)}, missed with a chance of at most ${percent(delta, 0)}); that is ${percent(coverage, 0)} of the traffic`
  );
}

export interface Standing {
  readonly stage: SkillStage;
  readonly kept: number;
  readonly nextAt: number;
  readonly main: StudentSummary | null;
  readonly memo: StudentSummary | null;
  readonly canary: number;
  /** Why each kind does not serve. */
  readonly reasons: readonly (readonly [StudentKind, string])[];
}

/** One sentence: where a skill stands, why, and what comes next. */
export function whyWords({ stage, kept, nextAt, main, memo, canary, reasons }: Standing): string {
  const more = Math.max(0, nextAt - kept);
  const next = more > 0 ? `trains again after ${more} more` : 'trains next';
  const because = reasons.map(([kind, reason]) => `${kind}: ${reason}`).join('; ');
  const serving = [memo, main].filter((one) => one !== null).map(({ kind, version }) => `${kind} ${version}`);
  const who = serving.join(', then ');
  switch (stage) {
    case 'paused':
      return `Paused; ${kept} examples are kept.`;
    case 'rolled-back':
      return serving.length > 0
        ? `Rolled back to ${who}; ${next}.`
        : `Rolled back: requests are handed over; ${kept} examples since, ${next}.`;
    case 'canary':
      return `${who} is new: its next ${canary === 1 ? 'answer is' : `${canary} answers are`} checked more often; ${next}.`;
    case 'serving':
      return memo && main
        ? `${who} serve: repeats come from the ${memo.kind}, the rest from the ${main.kind}; ${next}.`
        : `${who} serves; ${next}.`;
    case 'collecting':
      return `Collecting: ${kept} examples, ${next}${because === '' ? '' : ` (${because})`}.`;
  }
}
