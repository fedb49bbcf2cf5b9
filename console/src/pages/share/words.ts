import { whole } from '../../format/whole.ts';
import type { Estimate, Figure } from '../../../../src/contract/index.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day of the server, whatever the clock and the time zone of this browser: `2026-11-21` is `21 Nov`. */
export function dayWords(day: string): string {
  const [, month, date] = day.split('-').map(Number);
  return `${date ?? ''} ${MONTHS[(month ?? 1) - 1] ?? ''}`;
}

/** The interval of a share, never rounded inwards: `78 to 83 %`. */
export function intervalWords({ low, high }: Estimate): string {
  return `${Math.floor(low * 100)} to ${Math.ceil(high * 100)} %`;
}

/** `1,240 answers`. */
export const answers = (count: number): string => `${whole(count)} ${count === 1 ? 'answer' : 'answers'}`;

/** Difference of two figures; null where one of them is not known. */
export function less(more: Figure, fewer: Figure): number | null {
  return more.value === null || fewer.value === null ? null : more.value - fewer.value;
}

/** Days from the first one with a request on: what was before the machine had Nearmost is no zero. */
export function sinceFirst<Day extends { requests: number }>(days: readonly Day[]): Day[] {
  const first = days.findIndex(({ requests }) => requests > 0);
  return first === -1 ? [] : days.slice(first);
}

/** What a figure leaves out, as its note says it behind a semicolon: `without 3 answers that have no known price`. */
export function gapsOf(...figures: Figure[]): string[] {
  return [...new Set(figures.flatMap(({ note }) => note?.split('; ').slice(1) ?? []))];
}
