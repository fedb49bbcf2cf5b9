import { kvBytesPerToken } from '../../device/kv-bytes.ts';
import type { ModelInfo } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';

const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * Refuses a model whose weights and context cannot fit into the memory of the device: llama.cpp would try for long and
 * push everything else out. Keys and values are F16.
 * @throws NearmostError `model_too_big`
 */
export function checkMemory(
  info: ModelInfo,
  context: { contextSize: number; sequences: number },
  memoryBytes: number,
): void {
  const perToken = kvBytesPerToken(info);
  const cache = perToken * context.contextSize * context.sequences;
  if (info.tensorBytes + cache <= memoryBytes) return;
  throw new NearmostError(
    'model_too_big',
    `The weights need ${gb(info.tensorBytes)} and a context of ${context.contextSize} tokens in ${context.sequences} sequences ${gb(cache)}; this device has ${gb(memoryBytes)}.`,
    cache > info.tensorBytes
      ? { hint: 'Use a shorter context: nearmost config set local.contextSize <tokens>' }
      : {},
  );
}
