import { copyFileSync, rmSync } from 'node:fs';
import { NearmostError } from '../contract/errors.ts';
import { isDiskFull } from '../store/write-file.ts';
import type { FetchFile } from './blobs.ts';
import type { PackageFile } from './manifest.ts';
import type { PackageFolder } from './package-folder.ts';
import { plainBytes } from './plain-file.ts';

/** Copies a file of a package to `to`. One of another length than the manifest says is not copied. */
export function copyPart(from: string, { name, bytes }: PackageFile, to: string): void {
  const size = plainBytes(from);
  if (size !== bytes)
    throw new NearmostError('invalid_package', `${name} has ${size} bytes, its manifest says ${bytes}.`);
  try {
    copyFileSync(from, to);
  } catch (error) {
    rmSync(to, { force: true });
    if (isDiskFull(error))
      throw new NearmostError('disk_full', 'The disk is full: the former version keeps serving.', {
        cause: error,
      });
    throw error;
  }
}

/** Takes the files of a package from its folder. */
export const copyFrom =
  ({ path }: PackageFolder): FetchFile =>
  async (file, part) =>
    copyPart(path(file.name), file, part);
