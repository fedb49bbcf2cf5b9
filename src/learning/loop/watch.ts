/**
 * Two sums of evidence that answers got worse, each with a small and a large bet. They never fall below 1, so that a change
 * shows soon after a long good time. Without a change, an alarm at `limit` comes on average after `limit` answers at the
 * earliest (a sum of this kind rises by less than 1 an answer).
 */
export interface WatchState {
  /** Against what the gate expected at each answer's confidence: any labelled answer. */
  readonly change: readonly number[];
  /** Against the floor: random shadows of served answers. */
  readonly floor: readonly number[];
  /** Number of the last example before the evidence began to rise. */
  readonly calm: number;
}

export const NO_ALARM: WatchState = { change: [1, 1], floor: [1, 1], calm: 0 };

const BETS = [0.15, 0.5] as const;
/** Nothing is surer than this: a slip of the teacher is no drift. */
const LEAST_RATE = 0.02;

/** One answer: evidence grows when it is wrong, by more the less a mistake was expected. */
function bet(sums: readonly number[], error: number, expected: number): number[] {
  const rate = Math.min(0.98, Math.max(LEAST_RATE, expected));
  return BETS.map((share, i) => {
    const factor = 1 + (share / rate) * (error - rate);
    return Math.min(1e9, Math.max(1, sums[i] ?? 1) * factor);
  });
}

const mean = (sums: readonly number[]): number => sums.reduce((all, one) => all + one, 0) / sums.length;

export interface WatchedAnswer {
  readonly example: number;
  /** 0: the teacher agrees; 1: it does not. */
  readonly error: number;
  /** Chance of a mistake at this confidence, as the gate found it. */
  readonly expected: number;
  /** It was served, and is checked by chance alone. */
  readonly random: boolean;
}

/** The watch after one more labelled answer. */
export function watch(state: WatchState, answer: WatchedAnswer, floor: number): WatchState {
  const change = bet(state.change, answer.error, answer.expected);
  const isCalm = (sums: readonly number[]): boolean => sums.every((sum) => sum <= 1);
  const before = isCalm(state.change) ? answer.example - 1 : state.calm;
  const calm = isCalm(change) ? answer.example : before;
  return {
    change,
    floor: answer.random ? bet(state.floor, answer.error, 1 - floor) : state.floor,
    calm,
  };
}

/** `change`: answers are wrong more often than at the gate; `floor`: those served agree less than the floor. */
export function alarm({ change, floor }: WatchState, limit: number): 'change' | 'floor' | undefined {
  if (mean(change) >= limit) return 'change';
  return mean(floor) >= limit ? 'floor' : undefined;
}

/** Something may have changed: worth more shadows. */
export const suspicious = ({ change }: WatchState): boolean => mean(change) >= 8;
