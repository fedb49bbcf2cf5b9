import type { AnswerTurn } from '../tree/turn.ts';

/** A tab that writes an answer keeps it more often than this. */
const SILENT_MS = 10_000;

/** An answer that nobody writes any more, though it looks as if somebody did, has broken off. */
export function settled(turn: AnswerTurn, tab: string, now: number): AnswerTurn {
  if (turn.state !== 'running') return turn;
  const elsewhere = turn.tab !== tab && now - (turn.touchedAt ?? 0) < SILENT_MS;
  return elsewhere ? turn : { ...turn, state: 'broken' };
}
