import { NearmostError, type ForgetScope } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Database } from '../../store/database.ts';
import { unpackIds } from './id-list.ts';
import { owe, removeFiles, scrub } from './scrub.ts';
import type { StudentBlobs } from './student-files.ts';
import { withDatabase } from './with-database.ts';

export interface Forgotten {
  readonly examples: number;
  readonly students: number;
  /** Skills that lost examples or students: what the program holds of them in memory is to be dropped. */
  readonly skills: string[];
  /** Digests that no student has any more. */
  readonly digests: string[];
}

interface StudentRow {
  skill: string;
  version: number;
  digest: string;
  examples: Uint8Array;
}

const marks = (list: readonly unknown[]): string => list.map(() => '?').join(', ');

function nothing(scope: ForgetScope): NearmostError {
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

/** Deletes whole skills: examples, students, history, and the skill itself. */
function deleteSkills(database: Database, skills: readonly string[]): void {
  for (const table of [
    'examples',
    'expired_examples',
    'students',
    'skill_state',
    'skill_events',
    'skill_windows',
    'skill_drops',
  ])
    database.prepare(`DELETE FROM ${table} WHERE skill IN (${marks(skills)})`).run(...skills);
  database.prepare(`DELETE FROM skills WHERE id IN (${marks(skills)})`).run(...skills);
}

function deleteExamples(database: Database, ids: Iterable<number>): void {
  const examples = database.prepare('DELETE FROM examples WHERE id = ?');
  const expired = database.prepare('DELETE FROM expired_examples WHERE id = ?');
  for (const id of ids) {
    examples.run(id);
    expired.run(id);
  }
}

/** Deletes the students that learned from any of the examples. Of any skill: examples may have moved since. */
function deleteStudents(database: Database, students: readonly StudentRow[], ids: ReadonlySet<number>): void {
  const remove = database.prepare('DELETE FROM students WHERE skill = ? AND version = ?');
  // The loop's state names versions: it begins anew from the examples and students that are left.
  const reset = database.prepare('DELETE FROM skill_state WHERE skill = ?');
  for (const { skill, version, examples } of students) {
    if (!unpackIds(examples).some((id) => ids.has(id))) continue;
    remove.run(skill, version);
    reset.run(skill);
  }
}

const plural = (count: number, noun: string): string => `${count} ${count === 1 ? noun : `${noun}s`}`;

/**
 * Deletes examples, and every student that learned from any of them, with its files; then rewrites the database, so that
 * no text stays behind. An app or a skill goes as a whole; of a request only its examples.
 * @throws not_found when there is nothing; overloaded, disk_full when the text is deleted but not yet scrubbed
 */
export function forget(
  { database, blobs, clock }: { database: Database; blobs: StudentBlobs; clock: Pick<Clock, 'now'> },
  scope: ForgetScope,
): Forgotten {
  const all = <T>(sql: string, ...values: string[]): T[] => database.prepare(sql).all(...values) as T[];
  const students = (): StudentRow[] => all('SELECT skill, version, digest, examples FROM students');
  const done = withDatabase(database, () =>
    database.transaction((): Forgotten => {
      const before = students();
      const whole =
        'app' in scope
          ? all<{ id: string }>('SELECT id FROM skills WHERE app = ?', scope.app)
          : 'skill' in scope
            ? all<{ id: string }>('SELECT id FROM skills WHERE id = ?', scope.skill)
            : [];
      const skills = whole.map(({ id }) => id);
      const found =
        'request' in scope
          ? ofRequest(database, scope.request)
          : all<{ id: number; skill: string }>(
              `SELECT id, skill FROM examples WHERE skill IN (${marks(skills)})`,
              ...skills,
            );
      const ids = new Set(found.map(({ id }) => id));
      deleteStudents(database, before, ids);
      if ('request' in scope) deleteExamples(database, ids);
      else deleteSkills(database, skills);
      const left = students();
      const [stays, used] = [
        new Set(left.map(({ skill, version }) => `${version} ${skill}`)),
        new Set(left.map(({ digest }) => digest)),
      ];
      const gone = before.filter(({ skill, version }) => !stays.has(`${version} ${skill}`));
      const touched = new Set([...skills, ...[...found, ...gone].map(({ skill }) => skill)]);
      const event = database.prepare(
        "INSERT INTO skill_events (skill, at, type, words) VALUES (?, ?, 'forgotten', ?)",
      );
      for (const skill of touched) {
        if (skills.includes(skill)) continue;
        const lost = gone.filter((student) => student.skill === skill).length;
        const words = `${plural(ids.size, 'example')} forgotten, and ${plural(lost, 'student')} that learned from ${ids.size === 1 ? 'it' : 'them'}`;
        event.run(skill, clock.now(), words);
      }
      const digests = [...new Set(gone.map(({ digest }) => digest))].filter((each) => !used.has(each));
      if (touched.size > 0) owe(database, digests, clock.now());
      return { examples: ids.size, students: gone.length, skills: [...touched], digests };
    }),
  );
  // Files after the records; what a kill between the two leaves is done at the next start.
  removeFiles(database, blobs);
  const scrubbed = scrub(database);
  if (done.skills.length === 0 && !scrubbed) throw nothing(scope);
  return done;
}
