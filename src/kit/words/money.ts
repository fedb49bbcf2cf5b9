/** US dollars with as many places as a small sum needs; null is unknown. */
export function money(usd: number | null): string {
  if (usd === null) return 'unknown';
  if (usd === 0) return '$0';
  if (Math.abs(usd) >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(Math.min(8, 1 - Math.floor(Math.log10(Math.abs(usd)))))}`;
}
