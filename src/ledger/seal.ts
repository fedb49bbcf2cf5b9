import type { LedgerEntry } from '../contract/index.ts';
import type { Ledger } from './record.ts';

/** A ledger that says when it cannot be written: what left without a record would be worse than no answer. */
export interface SealedLedger {
  /** @throws what storing throws; from then on it is sealed, until a row is stored again */
  record(entry: LedgerEntry): Promise<void>;
  /** Why nothing may leave now; undefined: it may. */
  sealed(): string | undefined;
}

export function sealLedger(ledger: Pick<Ledger, 'record'>): SealedLedger {
  let why: string | undefined;
  return {
    sealed: () => why,
    async record(entry) {
      try {
        await ledger.record(entry);
        why = undefined;
      } catch (error) {
        why = 'the ledger cannot be written, and nothing leaves without a record';
        throw error;
      }
    },
  };
}
