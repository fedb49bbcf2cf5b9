const WINDOW_MS = 5 * 60_000;
const FREE_RELOADS = 3;

/**
 * Milliseconds to wait before a model that died may be loaded again: the first three times none (a person killed it, or
 * memory was short for a moment), then 2, 4, 8 ... seconds, at most a minute. Deaths older than five minutes are forgotten.
 */
export function reloadDelay(deaths: readonly number[], now: number): number {
  const recent = deaths.filter((at) => now - at < WINDOW_MS);
  const last = recent.at(-1);
  if (last === undefined || recent.length <= FREE_RELOADS) return 0;
  const rest = Math.min(60_000, 1000 * 2 ** (recent.length - FREE_RELOADS));
  return Math.max(0, last + rest - now);
}
