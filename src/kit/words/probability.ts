/** A probability with two places; null is a dash. */
export function probability(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}
