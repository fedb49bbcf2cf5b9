import type { ModelRecord } from '../../contract/index.ts';
import type { SplitQuestion } from './choose-split.ts';

type Speed = NonNullable<SplitQuestion['local']>['tokensPerSecond'];

/** How fast models of this device read documents: a guess from their size at first, then what was seen. */
export interface Pace {
  speedOf(record: ModelRecord): Speed;
  /** What a reading that was thought to take `expected` seconds took. */
  saw(record: ModelRecord, expected: number, seconds: number): void;
}

/** Operations a second of one thread (measured: 1.1e11), and bytes a second of the memory, both rather too few. */
const OPERATIONS = 6e10;
const BYTES = 8e9;
const FASTEST = { read: 10_000, write: 300 };
/** Weight of the newest reading. */
const NEW = 0.5;

/** @param threads that all models together use */
export function createPace(threads: number): Pace {
  const factors = new Map<string, number>();
  return {
    speedOf({ id, info, bytes }) {
      const factor = factors.get(id) ?? 1;
      const read = Math.min(FASTEST.read, (OPERATIONS * threads) / (2 * Math.max(1, info.parameters)));
      const write = Math.min(FASTEST.write, BYTES / Math.max(1, info.bytesPerToken ?? bytes));
      return { read: read / factor, write: write / factor };
    },
    saw({ id }, expected, seconds) {
      const known = factors.get(id) ?? 1;
      if (!(expected > 0 && seconds > 0)) return;
      const seen = known * (seconds / expected);
      factors.set(id, Math.min(1000, Math.max(0.001, known * (1 - NEW) + seen * NEW)));
    },
  };
}
