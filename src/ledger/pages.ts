import type { LedgerQuery } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import type { LedgerRow } from './row.ts';

const OUTCOMES: Record<NonNullable<LedgerQuery['outcome']>, string> = {
  answered: "status = 'ok'",
  handed_over: 'handed_over IS NOT NULL',
  error: "status = 'error'",
  cancelled: "status = 'cancelled'",
};
const PLACES = { local: "place = 'local'", cloud: "place = 'cloud'" };

type PageQuery = Omit<LedgerQuery, 'before'>;

/** Reads pages of the ledger, newest first: rows with a smaller id than the given one. */
export function createPages(database: Database): (id: number, query: PageQuery) => LedgerRow[] {
  const prepared = new Map<string, ReturnType<Database['prepare']>>();
  return (id, { limit = 50, app, place, outcome }) => {
    const where = [
      'id < :id',
      ...(app === undefined ? [] : ['app = :app']),
      ...(place === undefined ? [] : [PLACES[place]]),
      ...(outcome === undefined ? [] : [OUTCOMES[outcome]]),
    ].join(' AND ');
    const statement =
      prepared.get(where) ??
      database.prepare(`SELECT * FROM ledger WHERE ${where} ORDER BY id DESC LIMIT :count`);
    prepared.set(where, statement);
    const count = Math.min(1000, Math.max(1, Math.trunc(limit)));
    return statement.all({ id, count, ...(app === undefined ? {} : { app }) }) as LedgerRow[];
  };
}
