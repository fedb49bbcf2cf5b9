import type { Clock } from '../kit/clock.ts';

/** How far a download is. */
export interface Progress {
  bytes: number;
  /** Undefined when the sender does not tell. */
  total: number | undefined;
  /** Over the last seconds; 0 until something arrived. */
  bytesPerSecond: number;
  secondsLeft: number | undefined;
}

const WINDOW_MS = 5000;
const EVERY_MS = 100;

/**
 * Reports progress at most ten times a second. Bytes that were there before do not count into the rate.
 * @returns `update(bytes, total, last)`: call it after every piece, with `last` true at the end
 */
export function createProgress(
  clock: Clock,
  report: (progress: Progress) => void,
): (bytes: number, total: number | undefined, last?: boolean) => void {
  let samples: { at: number; bytes: number }[] = [];
  let reported = -Infinity;
  return (bytes, total, last = false) => {
    const at = clock.monotonic();
    if ((samples.at(-1)?.bytes ?? 0) > bytes) samples = [];
    samples.push({ at, bytes });
    if (!last && at - reported < EVERY_MS) {
      if (samples.length > 2) samples.splice(-2, 1);
      return;
    }
    reported = at;
    samples = samples.filter((one, index) => at - one.at <= WINDOW_MS || index === samples.length - 2);
    const first = samples[0] ?? { at, bytes };
    const bytesPerSecond = at > first.at ? ((bytes - first.bytes) / (at - first.at)) * 1000 : 0;
    const left = total === undefined || bytesPerSecond === 0 ? undefined : (total - bytes) / bytesPerSecond;
    report({ bytes, total, bytesPerSecond, secondsLeft: total === bytes ? 0 : left });
  };
}
