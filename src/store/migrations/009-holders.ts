import type { Migration } from './migration.ts';

/** Which process set money aside; null: not known, from before. */
export const holdersColumn: Migration = {
  version: 9,
  name: 'holders',
  sql: 'ALTER TABLE reservations ADD COLUMN holder TEXT;',
};
