import type { Trained } from './adamw.ts';
import { llamaWeights } from './architectures/llama.ts';
import type { LlamaShape } from './architectures/llama.ts';
import { createRandom, normal } from '../../kit/random.ts';

/** Fresh weights: norm weights 1, matrices normal; the two matrices that write to the stream start smaller in deep models. */
export function freshWeights(shape: LlamaShape, seed: number): Map<string, Trained> {
  const random = createRandom(seed, 0x17);
  const tensors = new Map<string, Trained>();
  for (const [name, dimensions] of llamaWeights(shape)) {
    const length = dimensions.reduce((product, size) => product * size, 1);
    const decays = dimensions.length === 2;
    const value = new Float32Array(length).fill(1);
    if (decays) {
      const deviation = deviationOf(name, dimensions, shape);
      for (let i = 0; i < length; i++) value[i] = normal(random) * deviation;
    }
    tensors.set(name, { value, mean: new Float32Array(length), square: new Float32Array(length), decays });
  }
  return tensors;
}

function deviationOf(name: string, dimensions: readonly number[], shape: LlamaShape): number {
  if (name === 'token_embd.weight') return 0.04;
  const fanIn = dimensions[1] ?? 1;
  const writes = name.includes('attn_output') || name.includes('ffn_down');
  return (0.6 / Math.sqrt(fanIn)) * (writes ? 1 / Math.sqrt(2 * shape.layers) : 1);
}
