import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import type { Home } from '../store/home.ts';
import { isDiskFull } from '../store/write-file.ts';

/** Where the home keeps what belongs to skill packages. */
export interface Places {
  readonly dir: string;
  /** Held while any of it is changed. */
  readonly lock: string;
  /** The owner's private key. */
  readonly key: string;
  /** Whose packages are taken. */
  readonly trust: string;
  /** One JSON file for each installed skill. */
  readonly installed: string;
  /** Files of packages by content. */
  readonly blobs: string;
  /** Unfinished downloads. */
  readonly parts: string;
}

/** Makes the folders, for the owner's eyes only. @throws home_unusable, disk_full */
export function openPlaces(home: Pick<Home, 'dir'>): Places {
  const dir = join(home.dir, 'packages');
  const places = {
    dir,
    lock: join(dir, '.lock'),
    key: join(dir, 'owner-key.json'),
    trust: join(dir, 'trust.json'),
    installed: join(dir, 'installed'),
    blobs: join(dir, 'blobs'),
    parts: join(dir, 'parts'),
  };
  try {
    for (const folder of [places.installed, places.blobs, places.parts])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw isDiskFull(error)
      ? new NearmostError('disk_full', `The disk is full: ${dir} was not made.`, { cause: error })
      : new NearmostError('home_unusable', `${dir} cannot be made: ${(error as Error).message}.`, {
          cause: error,
        });
  }
  return places;
}
