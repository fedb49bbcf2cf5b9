import type { Migration } from './migration.ts';

/** What was seen of cloud models: times, tokens, failures. Figures only, as JSON. */
export const marketTable: Migration = {
  version: 6,
  name: 'market',
  sql: `
    CREATE TABLE market (
      key TEXT PRIMARY KEY,
      figures TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
