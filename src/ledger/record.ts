import { NearmostError } from '../contract/errors.ts';
import type { LedgerEntry, LedgerQuery } from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import { databaseError, type Database } from '../store/database.ts';
import { createPages } from './pages.ts';
import { COLUMNS, fromRow, toRow, type LedgerRow } from './row.ts';

/** What ran where, why, how long, at what cost. */
export interface Ledger {
  /**
   * Stores a row; resolves when it is committed, so that a killed process does not lose it. Rows of one turn of the
   * event loop, or of two where there are many, share a transaction.
   * @throws disk_full, overloaded, home_unusable
   */
  record(entry: LedgerEntry): Promise<void>;
  /**
   * The row of a request id, or of an unambiguous beginning of one; of several rows with one id the newest.
   * @throws not_found when several ids begin so
   */
  entry(idOrPrefix: string): LedgerEntry | undefined;
  /** Newest first. @throws not_found when `before` is unknown */
  entries(query?: LedgerQuery): LedgerEntry[];
  /** Deletes rows older than so many days, a few thousand at a time; rows that a monthly budget needs stay 32 days. Resolves to the number deleted. */
  prune(retentionDays: number): Promise<number>;
  /** Resolves when all rows handed over so far are stored; rejects when they cannot be. */
  flush(): Promise<void>;
  /** Stores what is waiting and lets go of the database, which stays open. */
  close(): Promise<void>;
}

interface Waiting {
  row: (string | number | null)[];
  resolve(): void;
  reject(error: unknown): void;
}

const DAY_MS = 86_400_000;
const PRUNE_BATCH = 5000;

/** Opens the ledger over an open database. */
export function createLedger({ database, clock }: { database: Database; clock: Clock }): Ledger {
  const insert = database.prepare(
    `INSERT INTO ledger (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
  );
  const exact = database.prepare('SELECT * FROM ledger WHERE request_id = ? ORDER BY id DESC LIMIT 1');
  const beginning = database.prepare(
    'SELECT request_id, max(id) AS id FROM ledger WHERE request_id >= ? AND request_id < ? GROUP BY request_id LIMIT 2',
  );
  const byId = database.prepare('SELECT * FROM ledger WHERE id = ?');
  const pages = createPages(database);
  const expire = database.prepare(
    `DELETE FROM ledger WHERE id IN (
       SELECT id FROM ledger WHERE at < ? AND ((coalesce(cost_usd, 0) = 0 AND place <> 'cloud') OR at < ?) ORDER BY at LIMIT ${PRUNE_BATCH})`,
  );

  let waiting: Waiting[] = [];
  let scheduled: NodeJS.Immediate | undefined;
  let closed = false;

  /** The last transaction held several rows: so many are under way that more come within the next turn. */
  let crowded = false;
  let waited = false;

  /** Stores what waits, a turn later where rows come thick: a transaction costs more than its rows. */
  function commitSoon(): void {
    if (!crowded || waited) commit();
    else {
      waited = true;
      scheduled = setImmediate(commitSoon);
    }
  }

  /** Stores what waits, now; the error when that fails. */
  function commit(): unknown {
    clearImmediate(scheduled);
    scheduled = undefined;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return undefined;
    crowded = batch.length > 1;
    waited = false;
    try {
      database.transaction(() => {
        for (const { row } of batch) insert.run(...row);
      });
    } catch (error) {
      const known = databaseError(error, database.file);
      for (const one of batch) one.reject(known);
      return known;
    }
    for (const one of batch) one.resolve();
    return undefined;
  }

  const find = (id: string): LedgerRow | undefined => exact.get(id) as LedgerRow | undefined;

  function findByBeginning(prefix: string): LedgerRow | undefined {
    const found = beginning.all(prefix, `${prefix}\u{10FFFF}`) as { request_id: string; id: number }[];
    if (found.length > 1)
      throw new NearmostError(
        'not_found',
        `More than one request begins with "${prefix}": ${found.map((row) => row.request_id).join(', ')} ...`,
        { hint: 'Give more of the request id.' },
      );
    return found[0] === undefined ? undefined : (byId.get(found[0].id) as LedgerRow);
  }

  return {
    record(entry) {
      if (closed)
        return Promise.reject(
          new NearmostError('invalid_request', 'The runtime is closed.', {
            hint: 'Ask before close(), or make a new one: createRuntime()',
          }),
        );
      return new Promise((resolve, reject) => {
        waiting.push({ row: toRow(entry), resolve, reject });
        scheduled ??= setImmediate(commitSoon);
      });
    },
    entry(idOrPrefix) {
      if (idOrPrefix === '') return undefined;
      const row = find(idOrPrefix) ?? findByBeginning(idOrPrefix);
      return row === undefined ? undefined : fromRow(row);
    },
    entries({ before, ...query } = {}) {
      const last = before === undefined ? { id: Number.MAX_SAFE_INTEGER } : find(before);
      if (last === undefined)
        throw new NearmostError('not_found', `There is no request "${before}" in the ledger.`, {
          param: 'before',
          hint: 'Its row may have been deleted since. Begin with the newest requests.',
        });
      return pages(last['id'] as number, query).map(fromRow);
    },
    async prune(retentionDays) {
      const now = clock.now();
      const cutoff = now - retentionDays * DAY_MS;
      const paid = Math.min(cutoff, now - 32 * DAY_MS);
      let deleted = 0;
      for (;;) {
        const changes = Number(expire.run(cutoff, paid).changes);
        deleted += changes;
        if (changes < PRUNE_BATCH || closed) break;
        await new Promise((next) => setImmediate(next));
      }
      return deleted;
    },
    flush() {
      const error = commit();
      return error === undefined ? Promise.resolve() : Promise.reject(error);
    },
    close() {
      closed = true;
      commit();
      return Promise.resolve();
    },
  };
}
