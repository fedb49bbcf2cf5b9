import { NearmostError, type ForgetScope } from '../../contract/index.ts';
import type { Database } from '../../store/database.ts';

/** What a wish to forget is about. */
interface ForgetFound {
  /** Skills that go as a whole. */
  readonly skills: string[];
  readonly found: { id: number; skill: string }[];
}

export function nothingFound(scope: ForgetScope): NearmostError {
  const words =
    'request' in scope
      ? `No example came from the request "${scope.request.slice(0, 80)}".`
      : 'app' in scope
        ? `Nothing was learned from the app "${scope.app.slice(0, 64)}".`
        : `There is no skill "${scope.skill.slice(0, 80)}".`;
  return new NearmostError('not_found', words, { hint: 'See what was learned: nearmost learn status' });
}

/** Examples that came from a request, by id or an unambiguous beginning of it; also those that retention deleted. */
function ofRequest(database: Database, beginning: string): { id: number; skill: string }[] {
  const rows = database
    .prepare(
      `SELECT id, skill, request_id AS request FROM examples WHERE request_id >= ?1 AND request_id < ?2
       UNION SELECT id, skill, request_id FROM expired_examples WHERE request_id >= ?1 AND request_id < ?2`,
    )
    .all(beginning, `${beginning}\u{10FFFF}`) as { id: number; skill: string; request: string }[];
  if (beginning === '') return [];
  const exact = rows.filter(({ request }) => request === beginning);
  const requests = new Set((exact.length > 0 ? exact : rows).map(({ request }) => request));
  if (requests.size > 1)
    throw new NearmostError('not_found', `More than one request begins with "${beginning.slice(0, 80)}".`, {
      hint: 'Give more of the request id.',
    });
  return exact.length > 0 ? exact : rows;
}

/** The examples, and the whole skills, that a scope names. */
export function examplesOf(database: Database, scope: ForgetScope): ForgetFound {
  if ('request' in scope) return { skills: [], found: ofRequest(database, scope.request) };
  const rows =
    'app' in scope
      ? database.prepare('SELECT id FROM skills WHERE app = ?').all(scope.app)
      : database.prepare('SELECT id FROM skills WHERE id = ?').all(scope.skill);
  const skills = rows.map((row) => row['id'] as string);
  const marks = skills.map(() => '?').join(', ');
  const found = database
    .prepare(`SELECT id, skill FROM examples WHERE skill IN (${marks})`)
    .all(...skills) as unknown as ForgetFound['found'];
  return { skills, found };
}
