import { LEARNING_APP } from '../contract/index.ts';
import type { Database } from '../store/database.ts';

/** An app with its requests. */
interface AppSeen {
  app: string;
  requests: number;
  /** Of them answered on this device. */
  local: number;
  /** Milliseconds since 1970. */
  lastAt: number;
}

/** What was counted, and up to which row. */
export interface AppsSeen {
  apps: AppSeen[];
  lastRow: number;
}

const FIND = `SELECT app, count(*) AS requests, sum(place = 'local' AND status = 'ok') AS local, max(at) AS lastAt, max(id) AS lastRow
  FROM ledger WHERE id > ? AND at >= ? AND app <> '${LEARNING_APP}' GROUP BY app`;

function joined(one: AppSeen | undefined, other: AppSeen): AppSeen {
  if (!one) return other;
  return {
    app: one.app,
    requests: one.requests + other.requests,
    local: one.local + other.local,
    lastAt: Math.max(one.lastAt, other.lastAt),
  };
}

/**
 * Apps that asked since then, newest first. What the device asked to learn is no app.
 * @param before what was counted already: only newer rows are read, as a look at all of a long ledger takes a while
 */
export function appsSeen(database: Database, since: number, before?: AppsSeen): AppsSeen {
  const apps = new Map(before?.apps.map((one) => [one.app, one]));
  let lastRow = before?.lastRow ?? 0;
  const from = lastRow;
  for (const row of database.prepare(FIND).all(from, since)) {
    const { lastRow: last, ...seen } = row as unknown as AppSeen & { lastRow: number };
    apps.set(seen.app, joined(apps.get(seen.app), seen));
    lastRow = Math.max(lastRow, last);
  }
  return { apps: [...apps.values()].toSorted((a, b) => b.lastAt - a.lastAt), lastRow };
}
