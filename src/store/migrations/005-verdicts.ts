import type { Migration } from './migration.ts';

/**
 * What was said of answers: by people and apps (`feedback`), by a teacher who was asked by chance alone (`shadow`) or where it
 * taught most (`check`). A score is 0 to 1. No content. A verdict goes with its row of the ledger.
 */
export const verdictsTable: Migration = {
  version: 5,
  name: 'verdicts',
  sql: `
    CREATE TABLE verdicts (
      request_id TEXT NOT NULL,
      source TEXT NOT NULL,
      at INTEGER NOT NULL,
      score REAL NOT NULL,
      PRIMARY KEY (request_id, source)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER verdicts_expire AFTER DELETE ON ledger BEGIN
      DELETE FROM verdicts WHERE request_id = OLD.request_id
        AND NOT EXISTS (SELECT 1 FROM ledger WHERE request_id = OLD.request_id);
    END;
  `,
};
