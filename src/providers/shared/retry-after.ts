import { list, record, text } from './loose.ts';

const DAY_S = 86_400;
const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: DAY_S };

/** Seconds of a span such as `1.2s`, `6m0s`, `20ms`; a bare number counts as seconds. */
function spanSeconds(span: string): number | undefined {
  const trimmed = span.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(trimmed)) return undefined;
  return [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0),
    0,
  );
}

/** Seconds until a moment given as a span, a date, or seconds or milliseconds since 1970. */
function untilSeconds(value: string, now: number): number | undefined {
  const span = spanSeconds(value);
  if (span !== undefined) {
    if (span > 1e11) return (span - now) / 1000;
    return span > 1e9 ? span - now / 1000 : span;
  }
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : (date - now) / 1000;
}

/** The reset time of a limit that is used up. */
function resetSeconds(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const waits: number[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!/ratelimit.*-reset/.test(name)) continue;
    const left = headers[name.replace('-reset', '-remaining')];
    if (left !== undefined && Number(left) > 0) continue;
    const wait = untilSeconds(value, now);
    if (wait !== undefined) waits.push(wait);
  }
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/**
 * Seconds to wait, from whatever the provider says: `retry-after-ms`, `retry-after` (seconds or a date), the reset of
 * an exhausted limit, a `retryDelay`, or words in the message. At most a day; undefined when nothing is said.
 */
export function retryAfter(
  headers: Readonly<Record<string, string>>,
  body: unknown,
  message: string,
  now: number,
): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN);
  const after = headers['retry-after'];
  const delay = list(record(record(body)['error'])['details'])
    .map((detail) => spanSeconds(text(record(detail)['retryDelay'])))
    .find((span) => span !== undefined);
  const words = /(?:try again|retry) (?:in|after) ((?:\d+(?:\.\d+)?\s?(?:ms|s|m|h))+)/i.exec(message)?.[1];
  const seconds =
    (Number.isFinite(ms) ? ms / 1000 : undefined) ??
    (after === undefined ? undefined : untilSeconds(after, now)) ??
    delay ??
    resetSeconds(headers, now) ??
    (words === undefined ? undefined : spanSeconds(words.replace(/\s/g, '').toLowerCase()));
  return seconds === undefined ? undefined : Math.min(Math.max(Math.ceil(seconds * 1000) / 1000, 0), DAY_S);
}
