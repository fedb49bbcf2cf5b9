import type { ForgetScope } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Database } from '../../store/database.ts';
import { examplesOf, nothingFound } from './forget-scope.ts';
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
      const { skills, found } = examplesOf(database, scope);
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
  if (done.skills.length === 0 && !scrubbed) throw nothingFound(scope);
  return done;
}
