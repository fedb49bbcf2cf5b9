import type { LlamaShape } from '../architectures/llama.ts';
import type { Example } from '../pack.ts';
import { createRandom } from '../../../kit/random.ts';

/** A llama small enough for finite differences, with grouped heads. */
export const TINY: LlamaShape = {
  vocabulary: 300,
  layers: 2,
  width: 32,
  heads: 4,
  kvHeads: 2,
  inner: 64,
  ropeBase: 10_000,
  epsilon: 1e-5,
  context: 64,
};

/** Random examples of 3 to 9 tokens; the first tokens of each carry a small weight, the others 1. */
export function tinyExamples(count: number, seed: number): Example[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const length = 3 + Math.floor(random() * 7);
    const tokens = Array.from({ length }, () => Math.floor(random() * TINY.vocabulary));
    return { tokens, weights: tokens.map((_, i) => (i < 3 ? 0.2 : 1)) };
  });
}
