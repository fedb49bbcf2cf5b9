import type { Migration } from './migration.ts';

/** What loaded models were seen to hold, by file, context and adapters. Bytes and milliseconds. */
export const footprintsTable: Migration = {
  version: 3,
  name: 'footprints',
  sql: `
    CREATE TABLE footprints (
      file TEXT NOT NULL,
      context_size INTEGER NOT NULL,
      sequences INTEGER NOT NULL,
      adapters INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      load_bytes INTEGER,
      anonymous_bytes INTEGER,
      mapped_bytes INTEGER,
      estimated_bytes INTEGER NOT NULL,
      method TEXT NOT NULL,
      load_ms REAL,
      at INTEGER NOT NULL,
      PRIMARY KEY (file, context_size, sequences, adapters)
    ) STRICT;
  `,
};
