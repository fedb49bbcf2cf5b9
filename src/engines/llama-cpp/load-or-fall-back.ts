import { type ErrorCode, NearmostError } from '../../contract/index.ts';

/** What a GPU, its driver or its memory may be the cause of. */
const MAYBE_GPU: ReadonlySet<ErrorCode> = new Set([
  'load_failed',
  'model_too_big',
  'engine_missing',
  'engine_crashed',
]);

/**
 * Loads with the GPU and, if that fails for a reason that may lie there, once more on the processor.
 * @param load is told whether the GPU may be used
 * @param onFallBack hears why, before the second try
 * @throws what the last try throws
 */
export async function loadOrFallBack<T>(
  load: (gpu: boolean) => Promise<T>,
  gpu: boolean,
  onFallBack: (why: NearmostError) => void,
): Promise<T> {
  if (!gpu) return load(false);
  try {
    return await load(true);
  } catch (thrown) {
    const error = NearmostError.from(thrown);
    if (!MAYBE_GPU.has(error.code)) throw thrown;
    onFallBack(error);
    return load(false);
  }
}
