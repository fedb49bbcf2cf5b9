const LEVELS = '▁▂▃▄▅▆▇█';

/**
 * A curve as one line of text. Values of 0 to 1; null is a dot. Longer ones are averaged to fit.
 * @param most characters
 */
export function sparkline(values: readonly (number | null)[], most: number): string {
  const size = Math.max(1, Math.ceil(values.length / Math.max(1, most)));
  let line = '';
  for (let at = 0; at < values.length; at += size) {
    const known = values.slice(at, at + size).filter((value) => value !== null);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const level = Math.min(LEVELS.length - 1, Math.floor(Math.max(0, mean) * LEVELS.length));
    line += known.length === 0 ? '·' : (LEVELS[level] ?? '·');
  }
  return line;
}
