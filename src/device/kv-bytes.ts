import type { ModelInfo } from '../contract/index.ts';

/** Bytes of keys and values of one token, F16: two vectors of every key-value head in every layer. */
export function kvBytesPerToken(info: ModelInfo): number {
  return 2 * 2 * info.layers * info.kvHeads * info.headLength;
}
