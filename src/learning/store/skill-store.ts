import type { Label, SkillEvent, StudentSummary } from '../../contract/index.ts';
import { NearmostError } from '../../contract/index.ts';
import type { Database } from '../../store/database.ts';
import type { Example, Provenance } from '../example.ts';
import type { SkillStore } from '../skill-store.ts';
import { packIds } from './id-list.ts';
import type { StudentBlobs } from './student-files.ts';
import { withDatabase } from './with-database.ts';

type Row = Record<string, unknown>;

/** The example of a row. */
function exampleOf(row: Row): Example {
  return {
    id: row['id'] as number,
    skill: row['skill'] as string,
    at: row['at'] as number,
    input: row['input'] as string,
    output: row['output'] as string,
    label: row['label'] as Label,
    provenance: row['provenance'] as Provenance,
    teacher: row['teacher'] as string,
    requestId: row['request_id'] as string | null,
    dropped: row['dropped'] as string | null,
  };
}

/** Longest history that is kept of a skill. */
const EVENTS = 500;

/**
 * The store of the learning loop: texts and records in the database, files of students beside it. Each call is stored
 * when it returns and survives a killed process; one that fails leaves everything as it was.
 */
export function createSkillStore(database: Database, blobs: StudentBlobs): SkillStore {
  const used = database.prepare('SELECT * FROM examples WHERE skill = ? AND dropped IS NULL ORDER BY id');
  const newest = database.prepare(
    'SELECT * FROM examples WHERE skill = ? AND dropped IS NULL ORDER BY id DESC LIMIT ?',
  );
  const insert = database.prepare(
    `INSERT INTO examples (skill, at, input, output, label, provenance, teacher, request_id, dropped)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const upsert = database.prepare(
    `INSERT INTO students (skill, version, state, digest, summary, examples) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (skill, version) DO UPDATE SET state = excluded.state, digest = excluded.digest,
       summary = excluded.summary, examples = excluded.examples`,
  );
  const there = database.prepare(
    `SELECT count(*) AS missing FROM json_each(?) WHERE value NOT IN (SELECT id FROM examples)
       AND value NOT IN (SELECT id FROM expired_examples)`,
  );
  const update = database.prepare(
    'UPDATE students SET state = ?, digest = ?, summary = ? WHERE skill = ? AND version = ?',
  );
  const summaries = database.prepare('SELECT summary FROM students WHERE skill = ? ORDER BY version');
  const state = database.prepare('SELECT state FROM skill_state WHERE skill = ?');
  const setState = database.prepare(
    'INSERT INTO skill_state (skill, state) VALUES (?, ?) ON CONFLICT (skill) DO UPDATE SET state = excluded.state',
  );
  const insertEvent = database.prepare(
    'INSERT INTO skill_events (skill, at, type, words) VALUES (?, ?, ?, ?)',
  );
  const trimEvents = database.prepare(
    `DELETE FROM skill_events WHERE skill = ? AND id <= (
       SELECT id FROM skill_events WHERE skill = ? ORDER BY id DESC LIMIT 1 OFFSET ${EVENTS})`,
  );
  const events = database.prepare('SELECT at, type, words FROM skill_events WHERE skill = ? ORDER BY id');
  const guarded = <T>(work: () => T): T => withDatabase(database, work);

  return {
    examples: (skill) => guarded(() => used.all(skill)).map(exampleOf),
    newest: (skill, count) =>
      guarded(() => newest.all(skill, count))
        .map(exampleOf)
        .reverse(),
    add(example) {
      const { skill, at, input, output, label, provenance, teacher, requestId, dropped } = example;
      const { lastInsertRowid } = guarded(() =>
        insert.run(skill, Math.round(at), input, output, label, provenance, teacher, requestId, dropped),
      );
      return { ...example, id: Number(lastInsertRowid) };
    },
    saveStudent(skill, summary, files, examples) {
      const { version, state: stage } = summary;
      guarded(() =>
        database.transaction(() => {
          const known = there.get(JSON.stringify([...new Set(examples)])) as { missing: number };
          if (known.missing > 0)
            throw new NearmostError(
              'not_found',
              `Version ${version} of ${skill} learned from examples that were deleted meanwhile: it is not kept.`,
              { hint: `Train it again: nearmost learn train ${skill}` },
            );
          // Files first: a record without files would be worse than files without a record.
          const digest = blobs.write(files);
          if (digest !== summary.digest)
            throw new NearmostError('internal', `A student of ${skill} has another digest than its files.`);
          upsert.run(skill, version, stage, digest, JSON.stringify(summary), packIds(examples));
        }),
      );
    },
    setStudent(skill, summary) {
      const { version, state: stage, digest } = summary;
      const { changes } = guarded(() => update.run(stage, digest, JSON.stringify(summary), skill, version));
      if (Number(changes) === 0)
        throw new NearmostError('not_found', `${skill} has no student of version ${version}.`, {
          hint: `See its students: nearmost learn status ${skill}`,
        });
    },
    students: (skill) =>
      guarded(() => summaries.all(skill)).map(
        (row) => JSON.parse(row['summary'] as string) as StudentSummary,
      ),
    files: (digest) => blobs.read(digest),
    state(skill) {
      const row = guarded(() => state.get(skill));
      return row === undefined ? undefined : (JSON.parse(row['state'] as string) as unknown);
    },
    setState: (skill, value) => void guarded(() => setState.run(skill, JSON.stringify(value))),
    event(skill, { at, type, words }) {
      guarded(() =>
        database.transaction(() => {
          insertEvent.run(skill, Math.round(at), type, words);
          trimEvents.run(skill, skill);
        }),
      );
    },
    events: (skill) =>
      guarded(() => events.all(skill)).map(({ at, type, words }) => ({
        at: at as number,
        type: type as SkillEvent['type'],
        words: words as string,
      })),
  };
}
