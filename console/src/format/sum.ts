import { money } from './words.ts';

/** US dollars where room is short: what is less than a hundredth of a cent is `<$0.0001`. */
export const sum = (usd: number): string => (usd > 0 && usd < 0.0001 ? '<$0.0001' : money(usd));
