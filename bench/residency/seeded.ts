/**
 * Numbers in [0, 1) that are the same for the same seed: Marsaglia's xorshift32 over a scrambled seed. Recorded results of
 * residency and market rest on it; what is new takes `src/kit/random.ts`.
 */
export function seeded(seed: number): () => number {
  let state = (Math.imul(seed + 1, 2654435769) ^ 0x5bd1e995) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < 8; i++) next();
  return next;
}
