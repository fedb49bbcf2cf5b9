const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** Times in the words of the console, in this browser's time zone. */
export const when = {
  /** `19:16:09` */
  time: (at: number): string => time.format(at),
  /** `21 Nov` */
  day: (at: number): string => day.format(at),
  /** `21 Nov 2026` */
  date: (at: number): string => date.format(at),
  /** `21 Nov 2026, 19:16:09` */
  moment: (at: number): string => moment.format(at),
};
