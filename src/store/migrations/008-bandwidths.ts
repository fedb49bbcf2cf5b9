import type { Migration } from './migration.ts';

/** How fast so many threads read memory, whenever somebody looked. Bytes a second. */
export const bandwidthsTable: Migration = {
  version: 8,
  name: 'bandwidths',
  sql: `
    CREATE TABLE bandwidths (
      at INTEGER PRIMARY KEY,
      threads INTEGER NOT NULL,
      bytes_per_second REAL NOT NULL
    ) STRICT;
  `,
};
