import { ledgerTable } from './001-ledger.ts';
import { learningTables } from './002-learning.ts';
import { footprintsTable } from './003-footprints.ts';
import { reservationsTable } from './004-reservations.ts';
import { verdictsTable } from './005-verdicts.ts';
import { marketTable } from './006-market.ts';
import { calibrationsTable } from './007-calibrations.ts';
import { bandwidthsTable } from './008-bandwidths.ts';
import { holdersColumn } from './009-holders.ts';
import type { Migration } from './migration.ts';

/** All steps, in order; versions count up from 1 without a gap. */
export const MIGRATIONS: readonly Migration[] = [
  ledgerTable,
  learningTables,
  footprintsTable,
  reservationsTable,
  verdictsTable,
  marketTable,
  calibrationsTable,
  bandwidthsTable,
  holdersColumn,
];
