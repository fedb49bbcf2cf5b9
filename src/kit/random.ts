/** A source of numbers in [0, 1). */
export type Random = () => number;

/**
 * A seeded generator: the same seed gives the same numbers. A 32-bit counter in steps of the golden ratio (Weyl), mixed as in
 * splitmix32 (public domain; constants of the hash-prospector project). Not for secrets.
 */
export function createRandom(...seed: readonly number[]): Random {
  let state = 0x2545f491;
  for (const part of seed) state = mix32((state ^ part) + 0x9e3779b9);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mix32(state) >>> 0) / 2 ** 32;
  };
}

/** Spreads each bit of a number over all 32: the same number gives the same one. */
export function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

/** One element of `list`. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new RangeError('Nothing to pick from.');
  return item;
}

/** A shuffled copy. */
export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}

/** A number of the standard normal distribution. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
