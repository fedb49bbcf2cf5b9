import type { BandwidthDay } from '../../contract/index.ts';
import type { Bandwidth } from '../../device/profile.ts';
import type { Clock } from '../../kit/clock.ts';
import { dayOf } from '../../kit/words/day-of.ts';
import type { Database } from '../../store/database.ts';

/** Measurements that are kept: the newest. */
const MOST = 1000;
const SHOWN_DAYS = 30;

interface Row {
  at: number;
  threads: number;
  bytesPerSecond: number;
}

/** Measurements of the memory's speed, remembered. */
export interface Bandwidths {
  remember(bandwidth: Bandwidth): void;
  /** The newest one of so many threads that is no older; undefined: there is none. */
  recent(threads: number, maxAgeMs: number): Bandwidth | undefined;
  /** The best of each day and number of threads, newest first. */
  byDay(): BandwidthDay[];
}

/** Opens them over an open database. */
export function createBandwidths(database: Database, clock: Pick<Clock, 'now'>): Bandwidths {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO bandwidths (at, threads, bytes_per_second) VALUES (?, ?, ?)',
  );
  const trim = database.prepare(
    `DELETE FROM bandwidths WHERE at <= (SELECT at FROM bandwidths ORDER BY at DESC LIMIT 1 OFFSET ${MOST})`,
  );
  const all = database.prepare(
    'SELECT at, threads, bytes_per_second AS bytesPerSecond FROM bandwidths ORDER BY at DESC',
  );
  const rows = (): Row[] => all.all() as unknown as Row[];
  return {
    remember({ bytesPerSecond, threads }) {
      if (bytesPerSecond === null) return;
      insert.run(Math.round(clock.now()), threads, bytesPerSecond);
      trim.run();
    },
    recent(threads, maxAgeMs) {
      // A clock that was set back must not keep an old measurement for ever.
      const row = rows().find((one) => one.threads === threads && Math.abs(clock.now() - one.at) <= maxAgeMs);
      return row && { method: 'measured', threads, bytesPerSecond: row.bytesPerSecond };
    },
    byDay() {
      const days = new Map<string, BandwidthDay>();
      for (const { at, threads, bytesPerSecond } of rows()) {
        const day = dayOf(at);
        const key = `${day} ${threads}`;
        const known = days.get(key);
        days.set(key, {
          day,
          threads,
          bytesPerSecond: Math.max(known?.bytesPerSecond ?? 0, bytesPerSecond),
          measurements: (known?.measurements ?? 0) + 1,
        });
      }
      return [...days.values()].slice(0, SHOWN_DAYS);
    },
  };
}
