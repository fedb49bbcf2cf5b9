/** Words without case and signs, with how often each is there. */
function bag(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const size = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/** How much two texts share, 0 to 1: F1 over their words. Texts without words are alike when they are equal. */
export function similar(a: string, b: string): number {
  const [left, right] = [bag(a), bag(b)];
  const all = size(left) + size(right);
  if (all === 0) return a.trim() === b.trim() ? 1 : 0;
  let shared = 0;
  for (const [word, count] of left) shared += Math.min(count, right.get(word) ?? 0);
  return (2 * shared) / all;
}
