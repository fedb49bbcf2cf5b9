import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { NearmostError } from '../contract/errors.ts';
import { removePart } from '../store/part-file.ts';
import { blobPath, type FetchFile } from './blobs.ts';
import { applyDelta } from './delta/apply-delta.ts';
import { MOST_DELTA_FILE_BYTES } from './delta/op.ts';
import { readEnvelope } from './envelope.ts';
import type { PackageFile } from './manifest.ts';
import type { Places } from './places.ts';
import type { Registry, Release } from './registry.ts';
import { readState } from './state.ts';

/** What an installation moved over the line. */
export interface Moved {
  /** Bytes of files and deltas. */
  bytes: number;
  /** Bytes of the files without any delta. */
  whole: number;
}

/** Files of this name in the versions that are kept here, the one that serves first. */
function olderFiles(places: Places, skill: string, file: PackageFile): PackageFile[] {
  const { versions = [], current } = readState(places, skill) ?? {};
  const order = versions.toSorted((a, b) => Number(b.version === current) - Number(a.version === current));
  const files = order.flatMap(({ envelope }) => readEnvelope(envelope).manifest.files);
  return files.filter(({ name, sha256 }) => name === file.name && sha256 !== file.sha256);
}

/**
 * Takes files of a release from a registry: by a delta from a version that is here, where it gives one, else whole. A delta
 * that is damaged, or makes something else, costs a second way and nothing more.
 */
export function fetchFrom(registry: Registry, release: Release, places: Places, moved: Moved): FetchFile {
  async function byDelta(file: PackageFile, part: string): Promise<boolean> {
    if (file.bytes > MOST_DELTA_FILE_BYTES) return false;
    for (const old of olderFiles(places, release.name, file))
      try {
        const delta = await registry.fetchDelta(release, { from: old.sha256, to: file.sha256 }, file.bytes);
        if (!delta) continue;
        moved.bytes += delta.length;
        const made = applyDelta(readFileSync(blobPath(places, old.sha256)), delta, file.bytes);
        if (createHash('sha256').update(made).digest('hex') !== file.sha256) continue;
        removePart(part);
        writeFileSync(part, made, { mode: 0o600 });
        return true;
      } catch (error) {
        if (
          NearmostError.isInstance(error) &&
          ['cancelled', 'offline', 'package_refused'].includes(error.code)
        )
          throw error;
      }
    return false;
  }
  return async (file, part) => {
    moved.whole += file.bytes;
    if (await byDelta(file, part)) return;
    await registry.fetchFile(release, file, part);
    moved.bytes += file.bytes;
  };
}
