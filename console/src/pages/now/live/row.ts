import type { Candidate, LedgerEntry } from '../../../../../src/contract/index.ts';

/** A request as it is shown: under way, or ended with its row of the ledger. */
export interface Row {
  requestId: string;
  /** When it came, by the clock of the server. Milliseconds since 1970. */
  at: number;
  app: string;
  /** As asked. */
  model: string;
  /** Who was asked so far. */
  tries: readonly Candidate[];
  /** Why it waits for the link to others; absent: it does not. */
  waits?: string;
  /** What became of it; absent: it is under way. */
  entry?: LedgerEntry;
}

/** The row of a request that has ended. */
export const rowOf = (entry: LedgerEntry): Row => ({
  requestId: entry.requestId,
  at: entry.at,
  app: entry.app,
  model: entry.requestedModel,
  tries: entry.attempts,
  entry,
});
