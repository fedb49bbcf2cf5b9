import type { Native, NativeSampler } from './native.ts';

/** Takes the likeliest token of the untouched logits. */
export function plainSampler(native: Pick<Native, 'createSampler'>): NativeSampler {
  const sampler = native.createSampler();
  sampler.applyConfig({ temperature: 0, minP: 0, topK: 0, topP: 1, seed: 0 });
  return sampler;
}
