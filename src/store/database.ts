import { chmodSync, existsSync, openSync, closeSync, renameSync, statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { NearmostError } from '../contract/errors.ts';
import { withLock } from './lock.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { isDiskFull } from './write-file.ts';

/** The little that the rest of the program needs of SQLite. */
export interface Database {
  readonly file: string;
  prepare(sql: string): StatementSync;
  exec(sql: string): void;
  /** Runs `work` in one transaction: all of it is stored, or nothing. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface OpenDatabaseOptions {
  /** Hears what an owner should know, such as a damaged file that was put aside. */
  warn?: (message: string) => void;
  now?: () => number;
  migrations?: readonly Migration[];
}

/** Up to this size the whole file is checked at the start; it takes about 1 ms a MB. */
const CHECK_BYTES = 32 * 2 ** 20;
/** Pages of the log, 16 MB, that are copied into the file together: with fewer, that is a tenth of what a row costs. */
const LOG_PAGES = 4000;
/** Longest wait for other processes: on a busy machine each of some that begin at once may need seconds. */
const PATIENCE_MS = 15_000;
const [BUSY, CORRUPT, FULL, NOT_A_DATABASE] = [5, 11, 13, 26];

/** SQLite's error number without its extended part. */
const errcode = (error: unknown): number => ((error as { errcode?: number }).errcode ?? 0) & 0xff;

/** An error of SQLite in the words of the one table; others pass. */
export function databaseError(error: unknown, file: string): unknown {
  if (NearmostError.isInstance(error)) return error;
  const code = errcode(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code === FULL || isDiskFull(error))
    return new NearmostError('disk_full', `The disk is full: nothing was written to ${file}.`, {
      cause: error,
    });
  if (code === BUSY)
    return new NearmostError('overloaded', `Another process keeps ${file} busy.`, { cause: error });
  if (code === CORRUPT || code === NOT_A_DATABASE)
    return new NearmostError('internal', `The database ${file} is damaged: ${message}.`, {
      hint: 'Start Nearmost again: it puts the damaged file aside and begins a new one.',
      cause: error,
    });
  if (code !== 0)
    return new NearmostError('home_unusable', `The database ${file} cannot be used: ${message}.`, {
      cause: error,
    });
  return error;
}

/** Opens the file, for the owner only, and proves that it is a sound database. */
function connect(file: string): DatabaseSync {
  closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { timeout: PATIENCE_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    database.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES}`);
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    if (statSync(file).size <= CHECK_BYTES) {
      const [first] = database.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
      if (first?.quick_check !== 'ok')
        throw Object.assign(new Error(first?.quick_check ?? 'unknown damage'), { errcode: CORRUPT });
    }
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/**
 * The same, when several processes begin at once: SQLite waits for other writers, but not for one that is just turning the
 * new file's log on; it says busy at once.
 */
function connectPatiently(file: string): DatabaseSync {
  for (const end = performance.now() + PATIENCE_MS; ;)
    try {
      return connect(file);
    } catch (error) {
      if (errcode(error) !== BUSY || performance.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
}

/** Moves a damaged file and its companions aside; nothing is deleted. Returns the new name. */
function putAside(file: string, now: number): string {
  const aside = `${file}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  return aside;
}

const schemaVersion = (database: DatabaseSync): number =>
  (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;

function refuseNewer(file: string, found: number, known: number): void {
  if (found > known)
    throw new NearmostError(
      'home_unusable',
      `The database ${file} was written by a newer Nearmost (schema ${found}; this one knows ${known}).`,
      { hint: 'Update Nearmost (npm install -g nearmost), or choose another folder: NEARMOST_HOME=<folder>' },
    );
}

/** Applies the steps that are missing, each in its own transaction; safe when two processes start together. */
function migrate(database: DatabaseSync, file: string, migrations: readonly Migration[]): void {
  const known = migrations.at(-1)?.version ?? 0;
  refuseNewer(file, schemaVersion(database), known);
  for (const step of migrations) {
    if (schemaVersion(database) >= step.version) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      if (schemaVersion(database) < step.version)
        database.exec(`${step.sql}; PRAGMA user_version = ${step.version}`);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  refuseNewer(file, schemaVersion(database), known);
}

/** Opens, or puts a damaged file aside and opens a new one. Under a lock: two processes must not both move it. */
function openSound(file: string, options: OpenDatabaseOptions): DatabaseSync {
  try {
    return connectPatiently(file);
  } catch (error) {
    if (![CORRUPT, NOT_A_DATABASE].includes(errcode(error))) throw error;
  }
  return withLock(`${file}.lock`, () => {
    try {
      return connectPatiently(file);
    } catch (error) {
      if (![CORRUPT, NOT_A_DATABASE].includes(errcode(error))) throw error;
      const aside = putAside(file, (options.now ?? Date.now)());
      options.warn?.(
        `The database ${file} is damaged (${(error as Error).message}). It was put aside as ${aside} and a new one begun.`,
      );
      return connectPatiently(file);
    }
  });
}

/**
 * Opens the database of a home: write-ahead log, waits up to 5 s for other writers, applies missing migrations. A
 * damaged file is put aside, never deleted.
 * @throws home_unusable, disk_full
 */
export function openDatabase(file: string, options: OpenDatabaseOptions = {}): Database {
  try {
    const database = openSound(file, options);
    try {
      migrate(database, file, options.migrations ?? MIGRATIONS);
      if (process.platform !== 'win32') for (const suffix of ['', '-wal', '-shm']) ownerOnly(file + suffix);
    } catch (error) {
      database.close();
      throw error;
    }
    return wrap(database, file);
  } catch (error) {
    const known = databaseError(error, file);
    if (NearmostError.isInstance(known)) throw known;
    throw new NearmostError(
      'home_unusable',
      `The database ${file} cannot be opened: ${(error as Error).message}.`,
      {
        cause: error,
      },
    );
  }
}

function ownerOnly(file: string): void {
  if (existsSync(file) && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
}

function wrap(database: DatabaseSync, file: string): Database {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  return {
    file,
    prepare: (sql) => database.prepare(sql),
    exec: (sql) => database.exec(sql),
    transaction(work) {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        // A full disk ends the transaction by itself.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      if (database.isOpen) database.close();
    },
  };
}
