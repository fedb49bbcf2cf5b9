import type { Judged } from './threshold.ts';

/** How often requests had a confidence: equal steps from 0 to 1. */
export type Histogram = readonly number[];

const STRATA = 12;
const LEAST_PER_STRATUM = 15;

export const stepOf = (confidence: number, steps: number): number =>
  Math.max(0, Math.min(steps - 1, Math.floor(confidence * steps)));

/**
 * Weighs judged answers by the traffic they stand for. Labels are not a plain sample: what is handed over always has one,
 * what is served only when it is shadowed. So the answers are cut into strata of equal size by confidence, and each counts
 * by how many requests have such a confidence. Without traffic, every answer counts alike.
 */
export function weighByTraffic(judged: readonly Judged[], traffic: Histogram): Judged[] {
  const requests = traffic.reduce((sum, count) => sum + count, 0);
  const strata = Math.min(STRATA, Math.floor(judged.length / LEAST_PER_STRATUM));
  if (requests === 0 || strata < 2) return [...judged];
  const sorted = judged.toSorted((a, b) => a.confidence - b.confidence);
  const steps = traffic.length;
  const parts: Judged[][] = [];
  for (let i = 0; i < strata; i++) {
    const part = sorted.slice(
      Math.round((i * sorted.length) / strata),
      Math.round(((i + 1) * sorted.length) / strata),
    );
    // A step of the histogram belongs to one stratum only.
    const before = parts.at(-1)?.at(-1);
    const same = before
      ? part.findIndex((one) => stepOf(one.confidence, steps) > stepOf(before.confidence, steps))
      : 0;
    if (same !== 0) parts.at(-1)?.push(...part.splice(0, same < 0 ? part.length : same));
    if (part.length > 0) parts.push(part);
  }
  let from = 0;
  return parts.flatMap((part, i) => {
    const last = part.at(-1)?.confidence ?? 1;
    const to = i === parts.length - 1 ? steps : stepOf(last, steps) + 1;
    const mass = traffic.slice(from, to).reduce((sum, count) => sum + count, 0);
    from = to;
    const weight = ((mass / requests) * judged.length) / part.length;
    return part.map((one) => ({ ...one, weight }));
  });
}
