import { dayOf } from '../../kit/words/day-of.ts';

/** A day of this device: from its midnight to the next, which may be 23 or 25 hours later. */
export interface Day {
  /** `2026-11-21` */
  day: string;
  since: number;
  until: number;
}

/** Today and the days before it, oldest first, in the time zone of this process. */
export function daysUntil(now: number, count: number): Day[] {
  const today = new Date(now);
  const midnight = (back: number): Date =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - back);
  return Array.from({ length: count }, (_, at) => {
    const date = midnight(count - 1 - at);
    return {
      day: dayOf(date.getTime()),
      since: date.getTime(),
      until: midnight(count - 2 - at).getTime(),
    };
  });
}
