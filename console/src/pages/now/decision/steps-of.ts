import type { Attempt, LedgerEntry } from '../../../../../src/contract/index.ts';
import { triesByStart, type TimedTry } from '../../../../../src/kit/words/tries-by-start.ts';

/** A stretch of the way of a request. Milliseconds since it came. */
interface Step {
  from: number;
  ms: number;
  attempt: Attempt;
}

export interface Steps {
  /** In the order in which they began. */
  steps: Step[];
  /** From the last try on until the answer was whole. */
  writing: { from: number; ms: number };
  /** Until the model that answered was asked; when none did, the last one. */
  waitedMs: number;
  totalMs: number;
  /** When each began was written down; false: an order is drawn. */
  timed: boolean;
}

type Times = Pick<LedgerEntry, 'attempts' | 'durationMs' | 'ttftMs'>;

/** Outcomes of tries that were made at the same time. */
const SIDE_BY_SIDE = new Set<Attempt['outcome']>(['proposed', 'condensed']);

/** Each try where it was, none beyond the end: a try's beginning is kept in whole milliseconds. */
function placed(tries: readonly TimedTry[], totalMs: number): Step[] {
  return tries.map((attempt) => {
    const from = Math.min(attempt.startMs, totalMs);
    return { from, ms: Math.min(attempt.durationMs, totalMs - from), attempt };
  });
}

/**
 * Rows of before tell how long each try took and not when it began: one is drawn after the other, those of several models
 * side by side, and where two ran at once (a hedge) the line is shortened to the whole.
 */
function guessed({ attempts, durationMs, ttftMs }: Times): Step[] {
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
  return steps.map((step) => ({ ...step, from: before + step.from * scale, ms: step.ms * scale }));
}

/** Lays the tries of a request on a line of time. Pure. */
export function stepsOf(entry: Times): Steps {
  const { attempts, durationMs } = entry;
  const tries = triesByStart(attempts);
  const steps = tries ? placed(tries, durationMs) : guessed(entry);
  const served = steps.findLast(({ attempt }) => attempt.outcome === 'answered') ?? steps.at(-1);
  const tried = Math.max(0, ...steps.map(({ from, ms }) => from + ms));
  const written = steps.length === 0 ? durationMs : Math.min(tried, durationMs);
  return {
    steps,
    writing: { from: written, ms: durationMs - written },
    waitedMs: served?.from ?? durationMs,
    totalMs: durationMs,
    timed: tries !== undefined,
  };
}
