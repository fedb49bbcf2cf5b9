import type { Attempt, LedgerEntry } from '../../../../../src/contract/index.ts';

/** A stretch of the way of a request. Milliseconds since it came. */
interface Step {
  from: number;
  ms: number;
  attempt: Attempt;
}

export interface Steps {
  steps: Step[];
  /** From the last try on until the answer was whole. */
  writing: { from: number; ms: number };
  /** Until the model that answered was asked. */
  waitedMs: number;
  totalMs: number;
}

/** Outcomes of tries that were made at the same time. */
const SIDE_BY_SIDE = new Set<Attempt['outcome']>(['proposed', 'condensed']);

/**
 * Lays the tries of a request on a line: one after the other, those of several models side by side. The ledger keeps how long
 * each took, so where two ran at once (a hedge), the line is shortened to the whole. Pure.
 */
export function stepsOf({
  attempts,
  durationMs,
  ttftMs,
}: Pick<LedgerEntry, 'attempts' | 'durationMs' | 'ttftMs'>): Steps {
  const steps: Step[] = [];
  let at = 0;
  let widest = 0;
  for (const attempt of attempts) {
    if (!SIDE_BY_SIDE.has(attempt.outcome)) {
      at += widest;
      widest = 0;
    }
    steps.push({ from: at, ms: attempt.durationMs, attempt });
    if (SIDE_BY_SIDE.has(attempt.outcome)) widest = Math.max(widest, attempt.durationMs);
    else at += attempt.durationMs;
  }
  const tried = at + widest;
  const end = ttftMs === null ? durationMs : Math.min(durationMs, Math.max(ttftMs, 0));
  // what lies before the tries: the decision, and the wait for others
  const before = Math.max(0, end - tried);
  const scale = tried > durationMs && tried > 0 ? durationMs / tried : 1;
  const placed = steps.map((step) => ({ ...step, from: before + step.from * scale, ms: step.ms * scale }));
  const last = placed.at(-1);
  const written = last ? last.from + last.ms : end;
  return {
    steps: placed,
    writing: { from: Math.min(written, durationMs), ms: Math.max(0, durationMs - written) },
    waitedMs: last?.from ?? durationMs,
    totalMs: durationMs,
  };
}
