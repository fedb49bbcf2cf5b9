import { databaseError, type Database } from '../store/database.ts';

/**
 * Who judged: `feedback` a person or an app, by their own choice; `shadow` a teacher, drawn by chance alone; `check` a
 * teacher, asked where it taught most.
 */
export type VerdictSource = 'feedback' | 'shadow' | 'check';

export interface Verdicts {
  /**
   * Stores what is said of a request; a later word of the same source replaces it. Says whether anything changed.
   * @param score 0 (useless) to 1 (right)
   * @throws disk_full, overloaded
   */
  note(requestId: string, source: VerdictSource, score: number): boolean;
}

/** What was said of answers, beside their rows. */
export function createVerdicts(database: Database, now: () => number): Verdicts {
  const upsert = database.prepare(
    `INSERT INTO verdicts (request_id, source, at, score) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at, score = excluded.score WHERE score <> excluded.score`,
  );
  return {
    note(requestId, source, score) {
      try {
        return Number(upsert.run(requestId, source, Math.round(now()), score).changes) > 0;
      } catch (error) {
        throw databaseError(error, database.file);
      }
    },
  };
}
