import type { Clock } from '../../kit/clock.ts';
import type { Database } from '../../store/database.ts';
import { removeFiles, scrub } from './scrub.ts';
import type { StudentBlobs } from './student-files.ts';
import { withDatabase } from './with-database.ts';

const DAY_MS = 86_400_000;

/**
 * Deletes examples older than so many days, and skills of which nothing is left. Students that learned from them stay; the numbers of the examples are kept
 * beside their request ids, so that `forget` still finds those students. Returns how many examples went.
 */
export function pruneExamples(database: Database, clock: Pick<Clock, 'now'>, retentionDays: number): number {
  const now = clock.now();
  const cutoff = now - retentionDays * DAY_MS;
  return withDatabase(database, () => {
    // Zeros over deleted text. Not the whole rewrite that `forget` does: it would stop the server every day.
    database.exec('PRAGMA secure_delete = ON');
    return database.transaction(() => {
      database
        .prepare(
          `INSERT OR IGNORE INTO expired_examples (id, skill, request_id)
           SELECT id, skill, request_id FROM examples WHERE at < ? AND request_id IS NOT NULL
             AND skill IN (SELECT skill FROM students)`,
        )
        .run(cutoff);
      const deleted = Number(database.prepare('DELETE FROM examples WHERE at < ?').run(cutoff).changes);
      // Templates are content too: a skill without traffic, examples and students goes with them.
      database
        .prepare(
          `DELETE FROM skills WHERE last_at < ? AND id NOT IN (SELECT skill FROM examples)
             AND id NOT IN (SELECT skill FROM students)`,
        )
        .run(cutoff);
      for (const table of ['skill_state', 'skill_events', 'skill_windows', 'skill_drops'])
        database
          .prepare(
            `DELETE FROM ${table} WHERE skill NOT IN (SELECT id FROM skills)
               AND skill NOT IN (SELECT skill FROM students)`,
          )
          .run();
      database.prepare('DELETE FROM expired_examples WHERE skill NOT IN (SELECT skill FROM students)').run();
      return deleted;
    });
  });
}

const HOUR_MS = 3_600_000;

/**
 * Deletes files that no student has: left by a process that was killed between files and record. Those of the last hour
 * stay: another process may be about to write their record.
 */
export function sweepFiles(database: Database, blobs: StudentBlobs, clock: Pick<Clock, 'now'>): number {
  const known = new Set(
    withDatabase(database, () => database.prepare('SELECT digest FROM students').all()).map(
      ({ digest }) => digest as string,
    ),
  );
  const orphans = blobs.writtenBefore(clock.now() - HOUR_MS).filter((digest) => !known.has(digest));
  for (const digest of orphans) blobs.remove(digest);
  return orphans.length;
}

export interface Housekeeping {
  /** Runs it now; failures go to `trouble`. */
  run(): void;
  close(): void;
}

/** Prunes at the start and then daily, and finishes what a killed `forget` left undone. */
export function createHousekeeping(
  { database, blobs, clock }: { database: Database; blobs: StudentBlobs; clock: Pick<Clock, 'now'> },
  retentionDays: number,
  trouble: (error: unknown) => void,
): Housekeeping {
  const run = (): void => {
    try {
      pruneExamples(database, clock, retentionDays);
      removeFiles(database, blobs);
      sweepFiles(database, blobs, clock);
      scrub(database);
    } catch (error) {
      trouble(error);
    }
  };
  const timer = setInterval(run, DAY_MS);
  timer.unref();
  run();
  return { run, close: () => clearInterval(timer) };
}
