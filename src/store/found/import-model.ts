import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { NearmostError } from '../../contract/errors.ts';
import type { ModelRecord } from '../../contract/index.ts';
import { systemClock } from '../../kit/clock.ts';
import { modelId } from '../model-name.ts';
import type { ModelStore } from '../models.ts';
import { createProgress, type Progress } from '../progress.ts';
import type { FoundModel } from './find-models.ts';

export interface ImportOptions {
  models: ModelStore;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

async function digestOf(path: string, { onProgress, signal }: ImportOptions): Promise<string> {
  const hash = createHash('sha256');
  const total = statSync(path).size;
  const report = createProgress(systemClock, (progress) => onProgress?.(progress));
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    if (signal?.aborted === true)
      throw new NearmostError('cancelled', 'The import was stopped; nothing was changed.');
    hash.update(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).length;
    report(bytes, total, bytes >= total);
  }
  return hash.digest('hex');
}

/**
 * Uses a model where another program keeps it: all its bytes are read once and compared with what that program says of
 * them, nothing is copied. When the file changes or goes, the list of models says so.
 * @throws checksum_mismatch, invalid_model_file, unknown_model, cancelled
 */
export async function importModel(found: FoundModel, options: ImportOptions): Promise<ModelRecord> {
  const { name, path, problem, sha256 } = found;
  if (path === undefined || problem !== undefined)
    throw new NearmostError(
      'invalid_model_file',
      `${name} (${found.in}) cannot be used: ${problem ?? 'no file'}.`,
      {
        hint: 'See the others: nearmost ls --found',
      },
    );
  const before = statSync(path, { throwIfNoEntry: false });
  const digest = await digestOf(path, options);
  if (sha256 !== undefined && digest !== sha256)
    throw new NearmostError(
      'checksum_mismatch',
      `${name} is damaged: ${found.in} says sha256 ${sha256.slice(0, 12)}, its file has ${digest.slice(0, 12)}.`,
      { hint: 'Fetch it again in that program, or here: nearmost pull' },
    );
  if (before?.mtimeMs !== statSync(path).mtimeMs)
    throw new NearmostError('checksum_mismatch', `${name} changed while it was read.`, {
      hint: 'Wait until the other program has ended its work, then import it again.',
    });
  return options.models.add({
    path,
    sha256: digest,
    source: `${found.in}:${name}`,
    card: { id: modelId(name.replace(/:latest$/, '')) },
  });
}
