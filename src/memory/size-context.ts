import type { ModelInfo } from '../contract/index.ts';
import { kvBytesPerToken } from '../device/kv-bytes.ts';

/** How large a context to open for a model. */
export interface ContextSize {
  /** Tokens for each sequence. */
  contextSize: number;
  sequences: number;
  /** Bytes of keys and values for all sequences, F16. */
  kvBytes: number;
}

/** Share of the device's memory that keys and values of one model may take. */
const KV_SHARE = 0.25;

/**
 * Fits the wished context into a quarter of the memory: fewer sequences first (others wait a little), then fewer tokens.
 * @param wish settings `local.contextSize` and `local.parallel`
 * @param memoryBytes memory of the device
 */
export function sizeContext(
  info: ModelInfo,
  wish: { contextSize: number; sequences: number },
  memoryBytes: number,
): ContextSize {
  const perToken = Math.max(1, kvBytesPerToken(info));
  const tokens = Math.floor((memoryBytes * KV_SHARE) / perToken);
  const wanted = Math.min(wish.contextSize, info.contextLength);
  const sequences = Math.max(1, Math.min(wish.sequences, Math.floor(tokens / wanted)));
  const contextSize = Math.max(64, Math.min(wanted, Math.floor(tokens / sequences)));
  return { contextSize, sequences, kvBytes: perToken * contextSize * sequences };
}
