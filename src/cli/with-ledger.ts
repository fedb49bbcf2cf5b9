import { systemClock } from '../kit/clock.ts';
import { createLedger, type Ledger } from '../ledger/record.ts';
import { openDatabase, type Database } from '../store/database.ts';
import type { Cli } from './context.ts';
import { homeOf } from './home-of.ts';

/** Opens the ledger beside a running server (or without one), and closes it again. */
export async function withLedger<T>(
  cli: Cli,
  work: (ledger: Ledger, database: Database) => T | Promise<T>,
): Promise<T> {
  const database = openDatabase(homeOf(cli).database, { warn: (message) => cli.note(`warning: ${message}`) });
  try {
    const ledger = createLedger({ database, clock: systemClock });
    const result = await work(ledger, database);
    await ledger.close();
    return result;
  } finally {
    database.close();
  }
}
