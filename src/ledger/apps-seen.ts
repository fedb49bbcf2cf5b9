import { LEARNING_APP } from '../contract/index.ts';
import type { Database } from '../store/database.ts';

/** An app with its requests. */
export interface AppSeen {
  app: string;
  requests: number;
  /** Of them answered on this device. */
  local: number;
  /** Milliseconds since 1970. */
  lastAt: number;
}

const MOST = 100;

/** Apps that asked since then, newest first, at most 100. What the device asked to learn is no app. */
export function appsSeen(database: Database, since: number): AppSeen[] {
  return database
    .prepare(
      `SELECT app, count(*) AS requests, sum(place = 'local' AND status = 'ok') AS local, max(at) AS lastAt
       FROM ledger WHERE at >= ? AND app <> ? GROUP BY app ORDER BY lastAt DESC LIMIT ${MOST}`,
    )
    .all(since, LEARNING_APP)
    .map((row) => ({
      app: row['app'] as string,
      requests: row['requests'] as number,
      local: row['local'] as number,
      lastAt: row['lastAt'] as number,
    }));
}
