import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { NearmostError } from '../contract/errors.ts';

/** True when the disk or the owner's share of it is full. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * Writes a whole file (0600) or leaves the old one as it was: a new file beside it, synced, then renamed over it.
 * @throws disk_full, home_unusable
 */
export function writeFileAtomic(path: string, text: string): void {
  const temp = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = openSync(temp, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temp, path);
  } catch (error) {
    rmSync(temp, { force: true });
    if (isDiskFull(error))
      throw new NearmostError('disk_full', `The disk is full: ${path} was not changed.`, { cause: error });
    throw new NearmostError('home_unusable', `${path} could not be written: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
