import type { Database } from '../store/database.ts';

/** Sums kept for so many different moments: a day's and a month's budget, and a few for people who look. */
const KEPT = 8;

/**
 * Money spent since a moment, kept as a running sum: only rows that came since the last question are read, also those
 * of other processes.
 */
export function createSpending(database: Database): { since(sinceMs: number): number } {
  const newest = database.prepare('SELECT coalesce(max(id), 0) AS id FROM ledger');
  const all = database.prepare(
    'SELECT coalesce(sum(cost_usd), 0) AS usd FROM ledger WHERE cost_usd > 0 AND at >= ? AND id <= ?',
  );
  const later = database.prepare(
    'SELECT coalesce(sum(cost_usd), 0) AS usd FROM ledger WHERE id > ? AND id <= ? AND cost_usd > 0 AND +at >= ?',
  );
  const sums = new Map<number, { id: number; usd: number }>();
  const usd = (row: unknown): number => (row as { usd: number }).usd;

  return {
    since(sinceMs) {
      const moment = Math.ceil(sinceMs);
      const { id } = newest.get() as { id: number };
      const known = sums.get(moment);
      const sum =
        known === undefined ? usd(all.get(moment, id)) : known.usd + usd(later.get(known.id, id, moment));
      sums.delete(moment);
      sums.set(moment, { id, usd: sum });
      if (sums.size > KEPT) sums.delete(sums.keys().next().value as number);
      return sum;
    },
  };
}
