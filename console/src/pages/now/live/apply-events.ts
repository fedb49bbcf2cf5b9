import type { RuntimeEvent } from '../../../../../src/contract/index.ts';
import { rowOf, type Row } from './row.ts';

/** Rows that are kept: more than anybody reads, few enough to draw. */
export const MOST_ROWS = 200;

/** Drops the oldest beyond what is kept, those that have ended before those that are under way. @param rows oldest first */
function cut(rows: Row[]): Row[] {
  let over = rows.length - MOST_ROWS;
  if (over <= 0) return rows;
  const kept = rows.filter(({ entry }) => {
    if (over <= 0 || entry === undefined) return true;
    over -= 1;
    return false;
  });
  return kept.slice(-MOST_ROWS);
}

/** The same, no longer waiting for the link. */
function going(row: Row): Row {
  const next = { ...row };
  delete next.waits;
  return next;
}

/**
 * The rows after some events. Rows that nothing happened to stay the same objects, so that only the others are drawn again.
 * Pure.
 * @param rows newest first
 */
export function applyEvents(rows: readonly Row[], events: readonly RuntimeEvent[]): readonly Row[] {
  const known = new Map(rows.toReversed().map((row) => [row.requestId, row]));
  let touched = false;
  const change = (requestId: string, how: (row: Row) => Row): void => {
    const row = known.get(requestId);
    if (!row || row.entry) return;
    known.set(requestId, how(row));
    touched = true;
  };
  for (const event of events) {
    if (event.type === 'request-start') {
      const { requestId, at, app, model } = event;
      known.set(requestId, { requestId, at, app, model, tries: [] });
      touched = true;
    } else if (event.type === 'attempt')
      change(event.requestId, (row) => ({ ...going(row), tries: [...row.tries, event.candidate] }));
    else if (event.type === 'waiting') change(event.requestId, (row) => ({ ...row, waits: event.why }));
    else if (event.type === 'resumed') change(event.requestId, going);
    else if (event.type === 'request-end') {
      known.set(event.entry.requestId, rowOf(event.entry));
      touched = true;
    }
  }
  return touched ? cut([...known.values()]).toReversed() : rows;
}

/** After the way to the server was gone: what was under way may have ended unheard. */
export const endedOnly = (rows: readonly Row[]): readonly Row[] =>
  rows.filter(({ entry }) => entry !== undefined);
