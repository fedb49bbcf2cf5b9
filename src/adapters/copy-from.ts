import { copyFileSync, rmSync } from 'node:fs';
import { NearmostError } from '../contract/errors.ts';
import { isDiskFull } from '../store/write-file.ts';
import type { FetchFile } from './blobs.ts';
import type { PackageFolder } from './package-folder.ts';
import { plainBytes } from './plain-file.ts';

/** Takes the files of a package from its folder. A longer file than the manifest says is not copied. */
export function copyFrom({ path }: PackageFolder): FetchFile {
  return async (file, part) => {
    const from = path(file.name);
    const size = plainBytes(from);
    if (size !== file.bytes)
      throw new NearmostError(
        'invalid_package',
        `${file.name} has ${size} bytes, its manifest says ${file.bytes}.`,
      );
    try {
      copyFileSync(from, part);
    } catch (error) {
      rmSync(part, { force: true });
      if (isDiskFull(error))
        throw new NearmostError(
          'disk_full',
          'The disk is full: nothing was installed, the former version serves on.',
          { cause: error },
        );
      throw error;
    }
  };
}
