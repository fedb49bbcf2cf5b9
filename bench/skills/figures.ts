import type { Played } from './play.ts';

/** Stated price of one answer of the teacher, US dollars: 150 tokens in, 20 out, at 2 and 8 dollars a million. */
export const PRICE_USD = 0.000_46;
const POINT = 500;

const count = (played: readonly Played[], is: (one: Played) => boolean): number => played.filter(is).length;
export const round = (value: number, digits = 4): number => Number(value.toFixed(digits));

/** Share of the requests that were answered on the device; null of none. */
export const shareOf = (played: readonly Played[]): number | null =>
  played.length === 0 ? null : round(count(played, ({ served }) => served) / played.length);

/** Share of the answers from the device that agree with the teacher; null of none. */
export function agreementOf(played: readonly Played[]): number | null {
  const served = count(played, (one) => one.served);
  return served === 0 ? null : round(count(played, ({ right }) => right) / served);
}

/** Lowest agreement of any `width` neighbours of a list. Null: there are not so many. */
function lowest(played: readonly Played[], width: number): number | null {
  let [served, right] = [0, 0];
  let least: number | null = null;
  for (const [i, one] of played.entries()) {
    served += Number(one.served);
    right += Number(one.right);
    const gone = played[i - width];
    served -= Number(gone?.served ?? false);
    right -= Number(gone?.right ?? false);
    if (i + 1 >= width && served > 0) least = Math.min(least ?? 1, right / served);
  }
  return least === null ? null : round(least);
}

/** Lowest agreement of any 1,000 requests in a row after the first ship, and of any 1,000 served answers in a row. */
export function lowestWindows(played: readonly Played[]): Record<string, number | null> {
  const first = played.findIndex(({ served }) => served);
  const after = first < 0 ? [] : played.slice(first);
  return {
    window_agreement_min: lowest(after, 1000),
    window_of_served_agreement_min: lowest(
      after.filter(({ served }) => served),
      1000,
    ),
  };
}

export interface CurvePoint {
  readonly requests: number;
  readonly share: number | null;
  readonly agreement: number | null;
  /** Share of the requests that the teacher answered, checks too. */
  readonly asked: number;
  /** Money saved so far: answers that nobody paid for, less nothing else. */
  readonly saved_usd: number;
}

/** Share, agreement and money, by 500 requests. */
export function curveOf(played: readonly Played[]): CurvePoint[] {
  let saved = 0;
  return Array.from({ length: Math.ceil(played.length / POINT) }, (_, i) => {
    const part = played.slice(i * POINT, (i + 1) * POINT);
    const asked = count(part, (one) => one.asked);
    saved += (part.length - asked) * PRICE_USD;
    return {
      requests: i * POINT + part.length,
      share: shareOf(part),
      agreement: agreementOf(part),
      asked: round(asked / part.length),
      saved_usd: round(saved),
    };
  });
}

/** Largest share that can be accepted, surest first, so that this share of the accepted is right. */
export function shareAt(floor: number, answers: readonly { confidence: number; right: boolean }[]): number {
  const sorted = answers.toSorted((a, b) => b.confidence - a.confidence);
  let [wrong, best] = [0, 0];
  for (const [i, { right, confidence }] of sorted.entries()) {
    if (!right) wrong++;
    if (wrong <= (1 - floor) * (i + 1) && sorted[i + 1]?.confidence !== confidence) best = i + 1;
  }
  return answers.length === 0 ? 0 : round(best / answers.length);
}
