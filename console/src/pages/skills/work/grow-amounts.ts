import { money } from '../../../format/words.ts';

const [MOST_COUNT, MOST_USD] = [10_000, 1000];
/** More than it should cost: answers differ in length, and some are dropped. */
const SPARE = 1.5;
const UNKNOWN_USD = 0.5;

/** How many examples; undefined: it is no number that will do. */
export function readCount(text: string): number | undefined {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
  return value >= 1 && value <= MOST_COUNT ? value : undefined;
}

/** How many dollars; undefined: it is no amount that will do. */
export function readUsd(text: string): number | undefined {
  const value = /^\$?\d*[.,]?\d+$/.test(text.trim())
    ? Number(text.trim().replace('$', '').replace(',', '.'))
    : Number.NaN;
  return value >= 0 && value <= MOST_USD ? value : undefined;
}

/** A limit that lets so many examples through, with some to spare, in whole cents: `0.04`. */
export function proposedUsd(count: number, usdPerExample: number | null): string {
  if (usdPerExample === 0) return '0';
  const usd = usdPerExample === null ? UNKNOWN_USD : Math.max(0.01, count * usdPerExample * SPARE);
  return Math.min(MOST_USD, Math.ceil(usd * 100 - 1e-9) / 100).toFixed(2);
}

/** What so many would cost: `about $0.03`. */
export const costWords = (count: number, usdPerExample: number): string =>
  `about ${money(count * usdPerExample)}`;
