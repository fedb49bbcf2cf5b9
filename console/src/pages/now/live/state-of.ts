import type { Row } from './row.ts';

/** How far a request is, or what became of it. */
export interface RowState {
  kind: 'waiting' | 'trying' | 'answered' | 'handed-over' | 'refused' | 'failed' | 'cancelled';
  words: string;
  /** The model that it is about, or why nobody answered. */
  detail: string;
  place?: 'local' | 'cloud';
}

const MIXED = new Set(['proposed', 'condensed']);

/** Pure. */
export function stateOf({ entry, tries, waits }: Row): RowState {
  if (entry === undefined) {
    const last = tries.at(-1);
    if (waits !== undefined) return { kind: 'waiting', words: 'waiting', detail: waits };
    if (last === undefined) return { kind: 'waiting', words: 'deciding', detail: '' };
    const again = tries.length > 1 ? `asking next (${tries.length})` : 'asking';
    return { kind: 'trying', words: again, detail: last.model, place: last.place };
  }
  const { status, error, attempts, model, place } = entry;
  const why = (error ?? 'unknown error').replaceAll('_', ' ');
  if (status === 'cancelled') return { kind: 'cancelled', words: 'cancelled', detail: 'the app went away' };
  if (status === 'error')
    return attempts.length === 0
      ? { kind: 'refused', words: 'refused', detail: why }
      : { kind: 'failed', words: 'failed', detail: why };
  const moved = attempts.length > 1 && !attempts.some(({ outcome }) => MIXED.has(outcome));
  return moved
    ? { kind: 'handed-over', words: 'handed over', detail: model, place }
    : { kind: 'answered', words: 'answered', detail: model, place };
}

/** An answer that came whole, or nearly so, says only how long all of it took. Milliseconds. */
const LEAST_WRITING_MS = 200;

export interface Speed {
  /** Tokens a second. */
  rate: number;
  /** While it wrote; false: it came at once, and the time from the request to the end is counted. */
  writing: boolean;
}

/** How fast an answer was; null: not known. */
export function speedOf({
  outputTokens,
  ttftMs,
  durationMs,
}: {
  outputTokens: number | null;
  ttftMs: number | null;
  durationMs: number;
}): Speed | null {
  if (outputTokens === null || outputTokens === 0 || durationMs <= 0) return null;
  const rest = durationMs - (ttftMs ?? durationMs);
  const writing = rest >= LEAST_WRITING_MS && rest > durationMs / 20;
  return { rate: outputTokens / ((writing ? rest : durationMs) / 1000), writing };
}

/** How sure the answer of this device was, served or not. */
export function confidenceOf({ entry }: Row): number | null {
  if (entry === undefined) return null;
  return (
    entry.confidence ?? entry.attempts.findLast(({ confidence }) => confidence !== null)?.confidence ?? null
  );
}
