import { DatabaseSync } from 'node:sqlite';
import { NearmostError } from '../contract/errors.ts';

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

/** Why a lock could not be taken, though nobody holds it. */
export function lockError(file: string, error: unknown): NearmostError {
  const { errcode, message } = error as Error & { errcode?: number };
  if (errcode === SQLITE_FULL)
    return new NearmostError('disk_full', `The disk is full: ${file} cannot be taken, nothing was changed.`, {
      cause: error,
    });
  return new NearmostError('home_unusable', `The lock ${file} cannot be taken: ${message}.`, {
    cause: error,
  });
}

/** Opens the lock file and takes it, or gives undefined. SQLite's own lock ends with the process, even a killed one. */
function take(file: string, waitMs: number): (() => void) | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: waitMs });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw lockError(file, error);
  }
  return () => {
    database.close();
  };
}

/** Takes a lock between processes without waiting; the result frees it. Undefined: someone else holds it. */
export function tryLock(file: string): (() => void) | undefined {
  return take(file, 0);
}

/**
 * Runs `work` while no other process (and no other holder in this one) holds the lock. `work` is synchronous, so that
 * waiting for it cannot deadlock.
 * @param waitMs longest wait; default 15,000
 */
export function withLock<T>(file: string, work: () => T, waitMs = 15_000): T {
  const free = take(file, waitMs);
  if (free === undefined)
    throw new NearmostError('overloaded', `Another Nearmost process has held ${file} for ${waitMs} ms.`, {
      hint: 'Try again when the other command has ended.',
    });
  try {
    return work();
  } finally {
    free();
  }
}
