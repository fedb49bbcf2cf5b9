import { createRandom } from '../../kit/random.ts';

/**
 * Dropout masks without a random operator in the graph: slices of one seeded pool at random offsets.
 * A mask is a function of (seed, step, site) alone, so that an interrupted run continues exactly.
 */
export interface DropoutPool {
  /** `length` factors (0, or 1 / keep so that the mean stays 1) for one place in the model at one step. */
  slice(step: number, site: number, length: number): Float32Array;
}

/** Offsets come in this many numbers, so that the slices share a float32 view without copying. */
const GRAIN = 16;

/** A pool for slices of at most `longest` factors. */
export function createDropoutPool(rate: number, longest: number, seed: number): DropoutPool {
  const random = createRandom(seed, 0xd0);
  const pool = new Float32Array(longest * 4);
  const factor = 1 / (1 - rate);
  for (let i = 0; i < pool.length; i++) pool[i] = random() < rate ? 0 : factor;
  return {
    slice(step, site, length) {
      const places = Math.floor((pool.length - length) / GRAIN);
      const offset = Math.floor(createRandom(seed, step, site)() * places) * GRAIN;
      return pool.subarray(offset, offset + length);
    },
  };
}
