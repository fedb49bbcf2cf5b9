import type { Trained } from '../adamw.ts';
import { createRandom, normal } from '../../../kit/random.ts';
import type { Architecture } from '../architectures/model.ts';
import { loraWeights } from './lora-graph.ts';

/** Fresh factors: A normal with a deviation of 1 / sqrt(in), B zero, so that training starts at the base itself. */
export function freshFactors(base: Architecture, rank: number, seed: number): Map<string, Trained> {
  const random = createRandom(seed, 0x10a);
  const factors = new Map<string, Trained>();
  for (const [name, [rows, columns]] of loraWeights(base, rank)) {
    const length = rows * columns;
    const value = new Float32Array(length);
    if (name.endsWith('.lora_a')) {
      const deviation = 1 / Math.sqrt(columns);
      for (let i = 0; i < length; i++) value[i] = normal(random) * deviation;
    }
    factors.set(name, {
      value,
      mean: new Float32Array(length),
      square: new Float32Array(length),
      decays: true,
    });
  }
  return factors;
}
