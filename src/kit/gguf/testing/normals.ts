/**
 * A stream of numbers of about normal distribution: sums of four even ones (a linear congruential generator with the constants
 * of PCG) in a table, quick enough for hundreds of millions. Models of tests are made of it, so its numbers stay as they are.
 */
export function normals(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const uniform = (): number => {
    state = (Math.imul(state, 747_796_405) + 2_891_336_453) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  const table = Float32Array.from(
    { length: 1 << 15 },
    () => uniform() + uniform() + uniform() + uniform() - 2,
  ).map((x) => x * Math.sqrt(3));
  let at = 0;
  return () => {
    at = (at + 1 + ((at >>> 10) & 3)) & 0x7fff;
    if (at === 0) at = Math.floor(uniform() * 0x7fff);
    return table[at] as number;
  };
}
