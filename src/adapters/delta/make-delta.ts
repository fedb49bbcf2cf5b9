import { readFileSync, statSync } from 'node:fs';
import { readGguf, type GgufHeader } from '../../kit/gguf/read.ts';
import { chunkOps } from './chunks.ts';
import { MOST_DELTA_FILE_BYTES } from './op.ts';
import { tensorOps } from './tensors.ts';
import { writeDelta } from './write-delta.ts';

/** How a delta was made. */
export type DeltaMethod = 'tensors' | 'chunks';

/** A delta that is not clearly smaller than the file is not worth a second way. */
const WORTH = 0.9;

const headerOf = (path: string): Promise<GgufHeader | undefined> => readGguf(path).catch(() => undefined);

/**
 * The smaller one of two deltas from one file to another: by tensors, where both are model files, and by chunks that the
 * content cuts. Undefined: neither is worth it.
 */
export async function makeDelta(
  oldPath: string,
  newPath: string,
): Promise<{ bytes: Uint8Array; method: DeltaMethod } | undefined> {
  if ([oldPath, newPath].some((path) => statSync(path).size > MOST_DELTA_FILE_BYTES)) return undefined;
  const [old, made] = [readFileSync(oldPath), readFileSync(newPath)];
  const candidates = [{ method: 'chunks' as DeltaMethod, bytes: writeDelta(chunkOps(old, made)) }];
  const [before, after] = [await headerOf(oldPath), await headerOf(newPath)];
  if (before && after) {
    const ops = tensorOps({ bytes: old, header: before }, { bytes: made, header: after });
    candidates.push({ method: 'tensors', bytes: writeDelta(ops) });
  }
  const [best] = candidates.toSorted((a, b) => a.bytes.length - b.bytes.length);
  return best && best.bytes.length < WORTH * made.length ? best : undefined;
}
