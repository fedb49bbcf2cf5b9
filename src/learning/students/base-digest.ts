import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ModelRecord } from '../../contract/index.ts';

/**
 * sha256 of model files, in hex. A file is read again only when its size or age changed.
 * @returns a function that rejects when the file cannot be read
 */
export function createDigests(): (record: Pick<ModelRecord, 'path'>) => Promise<string> {
  const known = new Map<string, { mark: string; digest: Promise<string> }>();
  return async ({ path }) => {
    const { size, mtimeMs } = statSync(path);
    const mark = `${size} ${mtimeMs}`;
    const found = known.get(path);
    if (found?.mark === mark) return found.digest;
    const digest = digestOf(path);
    known.set(path, { mark, digest });
    digest.catch(() => known.delete(path));
    return digest;
  };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
