import type { ModelRecord } from '../../contract/index.ts';
import { systemClock } from '../../kit/clock.ts';
import { createFootprints } from '../../memory/footprints.ts';
import type { Database } from '../../store/database.ts';

/** Bytes that models were seen to hold when they were loaded like this; null: never loaded so. */
export function measuredBytes(
  database: Database,
  asked: readonly { record: ModelRecord; contextSize: number; sequences: number }[],
): (number | null)[] {
  const footprints = createFootprints({ database, clock: systemClock });
  return asked.map(({ record, contextSize, sequences }) => {
    const { bytes, method } = footprints.of(record, { contextSize, sequences, adapters: 0 });
    return method === 'measured' ? bytes : null;
  });
}
