import type { ModelSizes } from '../model-sizes.ts';

/** A dense model of eight thousand million weights in Q4_K, as its header tells. */
export const EIGHT_BILLION: ModelSizes = {
  weightBytes: 5e9,
  rearrangedBytes: 4e9,
  kvBytesPerToken: 147_456,
  width: 4096,
  queryWidth: 4096,
  keyWidth: 1024,
  feedForward: 12_288,
  factorBytes: 34 / 32,
  vocabulary: 152_000,
  merges: 151_000,
  encoder: false,
};
