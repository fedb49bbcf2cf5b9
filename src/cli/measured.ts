import type { ModelRecord } from '../contract/index.ts';
import { systemClock } from '../kit/clock.ts';
import { createFootprints, type Footprints } from '../memory/footprints.ts';
import type { Cli } from './context.ts';
import { withLedger } from './with-ledger.ts';

/** Bytes that models were seen to hold when they were loaded like this; null: never loaded so. */
export function measuredBytes(
  cli: Cli,
  asked: readonly { record: ModelRecord; contextSize: number; sequences: number }[],
): Promise<(number | null)[]> {
  return withLedger(cli, (_ledger, database) => {
    const footprints: Footprints = createFootprints({ database, clock: systemClock });
    return asked.map(({ record, contextSize, sequences }) => {
      const { bytes, method } = footprints.of(record, { contextSize, sequences, adapters: 0 });
      return method === 'measured' ? bytes : null;
    });
  });
}
