import type { Migration } from './migration.ts';

/**
 * What calls under way may cost at worst, counted against the caps until their row is in the ledger. Money in billionths
 * of a US dollar. What a killed process left is given back (009): it may have been paid for, but nobody knows how much.
 */
export const reservationsTable: Migration = {
  version: 4,
  name: 'reservations',
  sql: `
    CREATE TABLE reservations (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      app TEXT NOT NULL,
      provider TEXT NOT NULL,
      nanos INTEGER NOT NULL,
      tokens INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX ledger_paid ON ledger (at) WHERE place = 'cloud' OR cost_usd > 0;
  `,
};
