import { duration } from './duration.ts';

/** When something began, in whole milliseconds: `0 ms`, `4 ms`, `310 ms`, `1.2 s`. */
export const after = (ms: number): string => (ms < 9.5 ? `${Math.round(ms)} ms` : duration(ms));
