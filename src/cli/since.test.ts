import { expect, test } from 'vitest';
import { parseSince } from './since.ts';

const now = new Date(2026, 10, 21, 15, 30).getTime();

test.each([
  ['30m', now - 30 * 60_000],
  ['24h', now - 24 * 3_600_000],
  ['7d', now - 7 * 86_400_000],
  ['2w', now - 14 * 86_400_000],
  ['today', new Date(2026, 10, 21).getTime()],
  ['2026-11-01', new Date(2026, 10, 1).getTime()],
  ['2026-11-01T10:00:00Z', Date.UTC(2026, 10, 1, 10)],
])('%s', (text, at) => expect(parseSince(text, now)).toBe(at));

test.each(['', 'soon', '7', '7y', '-1d', '2026-13-45', '99999999999d'])('%j is refused', (text) => {
  expect(() => parseSince(text, now)).toThrow('Give a time as');
});
