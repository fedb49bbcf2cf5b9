const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * FNV-1a (Fowler, Noll, Vo; public domain) over the 16-bit units of a stretch of a text. Trained models and stored marks
 * rest on it: it stays as it is.
 */
export function fnv1a(text: string, from = 0, to = text.length, seed = OFFSET): number {
  let hash = seed;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash;
}
