import type { ModelInfo } from '../../contract/index.ts';
import { kvBytesPerToken } from '../../device/kv-bytes.ts';

/** Contexts of one model: the base and the adapters used last. */
const MOST = 4;
/** Keys and values of one context; a model that needs more changes adapters in the one it has. */
const MOST_BYTES_EACH = 64 * 2 ** 20;
/** Keys and values of all contexts but the first. */
const MOST_BYTES_MORE = 128 * 2 ** 20;
/** The same, as a share of the memory of the device. */
const SHARE = 1 / 64;

/** How many contexts a model may have, so that a change between as many adapters costs nothing. */
export function mostLanes(
  info: ModelInfo,
  { contextSize, sequences }: { contextSize: number; sequences: number },
  memoryBytes: number,
): number {
  const each = Math.max(1, kvBytesPerToken(info) * contextSize * sequences);
  if (each > MOST_BYTES_EACH) return 1;
  return Math.min(MOST, 1 + Math.floor(Math.min(MOST_BYTES_MORE, memoryBytes * SHARE) / each));
}
