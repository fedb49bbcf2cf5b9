import { onTestFinished } from 'vitest';
import { settingsSchema, type SettingsInput } from '../../contract/index.ts';
import { systemClock, type Clock } from '../../kit/clock.ts';
import { createBudget, type Budget } from '../../ledger/budget.ts';
import { createLedger } from '../../ledger/record.ts';
import { createSpending } from '../../ledger/spending.ts';
import { openDatabase } from '../../store/database.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { words, world, type World } from './world.ts';

interface Capped extends World {
  budget: Budget;
  /** US dollars since a moment in milliseconds since 1970; default: ever. */
  spent: (since?: number) => number;
  /** Calls for which something is set aside. */
  reserved: () => number;
}

/** A router with caps over a real ledger. Half a dollar a written token. */
export function capped(
  settings: SettingsInput,
  more: Partial<Parameters<typeof world>[0]> = {},
  clock: Clock = systemClock,
): Capped {
  const database = openDatabase(tempHome().database);
  onTestFinished(() => database.close());
  const ledger = createLedger({ database, clock });
  const full = settingsSchema.parse(settings);
  const budget = createBudget({ database, clock, settings: full });
  const clouds = { openai: () => words('one two', 0) };
  const here = world({ clouds, clock, ...more, settings, budget, record: ledger.record });
  const spending = createSpending(database);
  const rows = database.prepare('SELECT count(*) AS n FROM reservations');
  return {
    ...here,
    budget,
    spent: (since = 0) => spending.since(since).nanos / 1e9,
    reserved: () => (rows.get() as { n: number }).n,
  };
}
