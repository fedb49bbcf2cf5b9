const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/**
 * A moment from words: `today`, `30m`, `24h`, `7d`, `2w` or a date (`2026-11-01`, local time).
 * @returns milliseconds since 1970
 * @throws Error with words for people
 */
export function parseSince(text: string, now: number): number {
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return now - Number(amount) * (UNITS[unit] ?? 0);
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (text === 'today') return midnight;
  const date = /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?$/.test(text)
    ? new Date(text.includes('T') ? text : `${text}T00:00:00`).getTime()
    : Number.NaN;
  if (Number.isNaN(date)) throw new Error('Give a time as today, 24h, 7d, 2w or 2026-11-01.');
  return date;
}
