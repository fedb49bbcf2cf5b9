import { LEARNING_APP, NearmostError, type LearningApp } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Database } from '../../store/database.ts';
import { withDatabase } from './with-database.ts';

/** Which apps' owners consented to learning. Nothing is looked at without it. */
export interface Consents {
  /** Asked for every request: one lookup, some microseconds. */
  has(app: string): boolean;
  /** @throws invalid_request for a name that no app can have */
  allow(app: string): void;
  deny(app: string): void;
  apps(): LearningApp[];
}

function checkName(app: string): void {
  if (app === '' || app.length > 64 || app === LEARNING_APP)
    throw new NearmostError(
      'invalid_request',
      app === LEARNING_APP
        ? `"${LEARNING_APP}" is the device itself: it does not learn from its own questions.`
        : 'The name of an app has 1 to 64 characters.',
      {
        param: 'app',
        hint: 'Apps name themselves in the header x-nearmost-app; those seen so far: nearmost report',
      },
    );
}

/** Opens the consents over an open database. */
export function createConsents(database: Database, clock: Pick<Clock, 'now'>): Consents {
  const find = database.prepare('SELECT 1 AS yes FROM learn_consents WHERE app = ?');
  const insert = database.prepare('INSERT OR IGNORE INTO learn_consents (app, since) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM learn_consents WHERE app = ?');
  const list = database.prepare(
    `SELECT app, since, (SELECT count(*) FROM examples JOIN skills ON skills.id = examples.skill
       WHERE skills.app = learn_consents.app) AS examples FROM learn_consents ORDER BY app`,
  );
  return {
    has: (app) => withDatabase(database, () => find.get(app) !== undefined),
    allow(app) {
      checkName(app);
      withDatabase(database, () => insert.run(app, clock.now()));
    },
    deny: (app) => void withDatabase(database, () => remove.run(app)),
    apps: () =>
      withDatabase(database, () => list.all()).map((row) => ({
        app: row['app'] as string,
        since: row['since'] as number,
        examples: row['examples'] as number,
      })),
  };
}
