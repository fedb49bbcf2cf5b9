import type { Attempt } from '../../contract/index.ts';

/** A try of which it is known when it began. */
export type TimedTry = Attempt & { startMs: number };

/**
 * Tries in the order in which they began, of those that began together the longest first. Undefined: the beginning of one was
 * not written down, as in rows of before.
 */
export function triesByStart(tries: readonly Attempt[]): TimedTry[] | undefined {
  const timed = tries.filter((one): one is TimedTry => one.startMs !== undefined);
  if (timed.length < tries.length) return undefined;
  return timed.toSorted((a, b) => a.startMs - b.startMs || b.durationMs - a.durationMs);
}
