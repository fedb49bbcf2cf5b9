import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageFile } from './manifest.ts';
import type { Places } from './places.ts';
import { checkFile } from './plain-file.ts';
import { removePart } from '../store/part-file.ts';
import { readEnvelope } from './envelope.ts';
import { installedNames, readState } from './state.ts';

/** Puts the bytes of a file at `part`. An error leaves nothing, or what a later try can go on with. */
export type FetchFile = (file: PackageFile, part: string) => Promise<void>;

export const blobPath = ({ blobs }: Pick<Places, 'blobs'>, sha256: string): string => join(blobs, sha256);

/**
 * Brings a file in, by its content: what is there already and sound is not fetched. Bytes that are not what the manifest
 * says are thrown away.
 */
export async function takeFile(
  places: Places,
  skill: string,
  file: PackageFile,
  fetchFile: FetchFile,
): Promise<string> {
  const path = blobPath(places, file.sha256);
  if (existsSync(path)) {
    try {
      await checkFile(path, file);
      return path;
    } catch {
      rmSync(path, { force: true }); // damaged on the disk
    }
  }
  const part = join(places.parts, `${skill}-${file.sha256}`);
  await fetchFile(file, part);
  try {
    await checkFile(part, file);
  } catch (error) {
    removePart(part);
    throw error;
  }
  renameSync(part, path);
  removePart(part);
  return path;
}

/** Deletes the files that no kept version of any skill has. Called under the lock. A state that cannot be read keeps all. */
export function sweepBlobs(places: Places, candidates: ReadonlySet<string>): string[] {
  const kept = new Set<string>();
  try {
    for (const name of installedNames(places))
      for (const { envelope } of readState(places, name)?.versions ?? [])
        for (const { sha256 } of readEnvelope(envelope).manifest.files) kept.add(sha256);
  } catch {
    return [];
  }
  const gone = readdirSync(places.blobs).filter((sha256) => candidates.has(sha256) && !kept.has(sha256));
  for (const sha256 of gone) rmSync(blobPath(places, sha256), { force: true });
  return gone;
}
