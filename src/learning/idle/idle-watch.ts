import type { PowerProfile } from '../../device/profile.ts';
import { whyTrainingWaits } from './may-train.ts';

export interface IdleWatchDeps {
  readonly idleOnly: boolean;
  /** Milliseconds, any origin. */
  readonly monotonic: () => number;
  readonly power: () => Promise<PowerProfile['source']>;
}

/** Says whether a long training should wait. */
export interface IdleWatch {
  began(): void;
  ended(): void;
  why(): string | undefined;
  /** Asked between steps of a training. */
  paused(): boolean;
  /** Settles when the power source was read. */
  readonly ready: Promise<void>;
}

const POWER_EVERY_MS = 15_000;

/** Counts requests and reads the power source every quarter of a minute, when it is asked at all. */
export function createIdleWatch({ idleOnly, monotonic, power }: IdleWatchDeps): IdleWatch {
  let active = 0;
  let lastEnd = Number.NEGATIVE_INFINITY;
  let source: PowerProfile['source'] = 'unavailable';
  let readAt = Number.NEGATIVE_INFINITY;
  let reading = Promise.resolve();
  const read = (): void => {
    if (!idleOnly || monotonic() - readAt < POWER_EVERY_MS) return;
    readAt = monotonic();
    reading = power().then(
      (found) => void (source = found),
      () => undefined,
    );
  };
  const why = (): string | undefined =>
    whyTrainingWaits({ power: source, activeRequests: active, quietMs: monotonic() - lastEnd, idleOnly });
  read();
  return {
    began: () => void (active += 1),
    ended() {
      active = Math.max(0, active - 1);
      lastEnd = monotonic();
    },
    why,
    paused() {
      read();
      return why() !== undefined;
    },
    get ready() {
      return reading;
    },
  };
}
