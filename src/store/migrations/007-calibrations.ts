import type { Migration } from './migration.ts';

/**
 * What judged answers taught about confidences: a curve for each model and kind of task, from `n` answers, as JSON. A row of
 * the ledger keeps the confidence as it was read, where a curve corrected it.
 */
export const calibrationsTable: Migration = {
  version: 7,
  name: 'calibrations',
  sql: `
    CREATE TABLE calibrations (
      model TEXT NOT NULL,
      task TEXT NOT NULL,
      at INTEGER NOT NULL,
      n INTEGER NOT NULL,
      fit TEXT NOT NULL,
      PRIMARY KEY (model, task)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE ledger ADD COLUMN raw_confidence REAL;
  `,
};
