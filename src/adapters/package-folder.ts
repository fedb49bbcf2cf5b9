import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import { isDiskFull, writeFileAtomic } from '../store/write-file.ts';
import {
  ENVELOPE_FILE,
  MOST_ENVELOPE_BYTES,
  readEnvelope,
  writeEnvelope,
  type Envelope,
} from './envelope.ts';
import { checkFile, plainText } from './plain-file.ts';

/** A package on the disk: `skill.json` and its files beside it. */
export interface PackageFolder {
  readonly folder: string;
  readonly envelope: Envelope;
  /** Path of one of its files. */
  path(name: string): string;
}

/** Reads the envelope; the files are checked by {@link checkPackageFiles}. @throws invalid_package */
export function openPackageFolder(dir: string): PackageFolder {
  const folder = resolve(dir);
  if (!existsSync(join(folder, ENVELOPE_FILE)))
    throw new NearmostError('invalid_package', `${folder} is no skill package: it has no ${ENVELOPE_FILE}.`, {
      hint: 'Make one: nearmost skill pack <folder>',
    });
  const envelope = readEnvelope(plainText(join(folder, ENVELOPE_FILE), MOST_ENVELOPE_BYTES));
  return { folder, envelope, path: (name) => join(folder, name) };
}

/** @throws invalid_package when a file is missing, a link, or not what the manifest says */
export async function checkPackageFiles({ envelope, path }: PackageFolder): Promise<void> {
  for (const file of envelope.manifest.files) await checkFile(path(file.name), file);
}

/**
 * Writes a package into a new or empty folder; the envelope comes last, so that a folder with one is whole.
 * @param sources path of each file by its name in the package
 * @throws invalid_request for a folder that holds something, disk_full
 */
export function writePackageFolder(
  dir: string,
  envelope: Envelope,
  sources: ReadonlyMap<string, string>,
): string {
  const folder = resolve(dir);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new NearmostError('invalid_request', `${folder} is not empty; nothing was written.`, {
      param: 'out',
      hint: 'Name a new folder: nearmost skill pack <folder> --out <folder>',
    });
  const isNew = !existsSync(folder);
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name } of envelope.manifest.files) copyFileSync(sources.get(name) ?? '', join(folder, name));
  } catch (error) {
    if (isNew) rmSync(folder, { recursive: true, force: true });
    if (isDiskFull(error))
      throw new NearmostError(
        'disk_full',
        `The disk of ${dirname(folder)} is full: the package was not written.`,
        { cause: error },
      );
    throw new NearmostError('invalid_request', `${folder} cannot be written: ${(error as Error).message}.`, {
      param: 'out',
      cause: error,
    });
  }
  writeFileAtomic(join(folder, ENVELOPE_FILE), writeEnvelope(envelope));
  return folder;
}
