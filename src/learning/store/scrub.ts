import { NearmostError } from '../../contract/index.ts';
import type { Database } from '../../store/database.ts';
import type { StudentBlobs } from './student-files.ts';
import { withDatabase } from './with-database.ts';

const FILES = 'files ';
const TEXT = 'text';

/** Notes, within the transaction that deletes, what is to be cleaned up after it: files by digest, and copies of text. */
export function owe(database: Database, digests: readonly string[], now: number): void {
  const insert = database.prepare('INSERT OR IGNORE INTO learn_chores (name, since) VALUES (?, ?)');
  for (const name of [TEXT, ...digests.map((digest) => FILES + digest)]) insert.run(name, now);
}

/** Deletes the files of students that are no more. */
export function removeFiles(database: Database, blobs: StudentBlobs): void {
  withDatabase(database, () => {
    const done = database.prepare('DELETE FROM learn_chores WHERE name = ?');
    const used = database.prepare('SELECT 1 AS yes FROM students WHERE digest = ?');
    for (const { name } of database
      .prepare('SELECT name FROM learn_chores WHERE substr(name, 1, ?) = ?')
      .all(FILES.length, FILES) as { name: string }[]) {
      const digest = name.slice(FILES.length);
      if (used.get(digest) === undefined) blobs.remove(digest);
      done.run(name);
    }
  });
}

/**
 * Rewrites the database and empties its write-ahead log, so that deleted text is in neither. Takes about a second for
 * each 100 MB. Does nothing unless something was deleted since the last time; called again after a crash or a full disk.
 * @throws disk_full, overloaded: then it is still owed
 */
export function scrub(database: Database): boolean {
  return withDatabase(database, () => {
    if (database.prepare('SELECT 1 AS yes FROM learn_chores WHERE name = ?').get(TEXT) === undefined)
      return false;
    database.exec('VACUUM');
    const log = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
    if (log.busy !== 0)
      throw new NearmostError(
        'overloaded',
        'The examples are deleted, but another process reads the database: their text is still in its log.',
        { hint: 'End other Nearmost commands and run the same command again.' },
      );
    database.prepare('DELETE FROM learn_chores WHERE name = ?').run(TEXT);
    return true;
  });
}
