/**
 * Bytes a second that one thread reads from memory: sums a buffer much larger than any cache, best of several passes.
 * Takes about half a second and blocks; `clock` gives milliseconds.
 * @param bytes size of the buffer; default 256 MiB
 */
export function measureBandwidth(clock: () => number, bytes: number = 256 * 2 ** 20): number {
  const numbers = new Float64Array(bytes / 8).fill(1);
  let best = 0;
  let sink = 0;
  for (let pass = 0; pass < 4; pass++) {
    const began = clock();
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < numbers.length; i += 4) {
      a += numbers[i] as number;
      b += numbers[i + 1] as number;
      c += numbers[i + 2] as number;
      d += numbers[i + 3] as number;
    }
    const seconds = (clock() - began) / 1000;
    sink += a + b + c + d;
    best = Math.max(best, bytes / seconds);
  }
  return sink > 0 ? best : 0;
}
