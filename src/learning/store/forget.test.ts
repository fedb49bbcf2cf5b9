import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import type { Home } from '../../store/home.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import {
  filesOf,
  openStore,
  sampleExample,
  sampleSkill,
  summaryOf,
  type OpenStore,
} from '../testing/open-store.ts';
import { createHousekeeping } from './retention.ts';

/** Everything that lies in the home, as bytes. */
function rawBytes(home: Home): Buffer {
  const files = readdirSync(home.dir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

/** Two skills of one app and one of another, with students that learned from some examples. */
function fill({ store, table }: OpenStore): void {
  for (const [id, app] of [
    ['mail-1', 'mail'],
    ['mail-2', 'mail'],
    ['notes-1', 'notes'],
  ] as const) {
    table.add(sampleSkill({ id, app, key: id }));
    const ids = Array.from({ length: 50 }, (_, at) => {
      const input = `${id} secret number ${at} is ZEBRA-${id}-${at}-END ${'filler '.repeat(at % 30)}`;
      return store.add(sampleExample({ skill: id, input, requestId: `req_${id}_${at}` })).id;
    });
    for (const [version, from, to] of [
      [1, 0, 20],
      [2, 0, 40],
      [3, 32, 50],
    ] as const) {
      const files = filesOf(`${id} version ${version} ZEBRA-${id}-weights`);
      store.saveStudent(id, summaryOf(version, files), files, ids.slice(from, to));
    }
    store.setState(id, { at: id });
    store.event(id, { at: 1, type: 'found', words: `found ${id}` });
    table.drop(id, 'the answer was cut off');
    table.count(id, true, 5);
  }
}

test('a request: its example goes, and every version that learned from it, and no byte of it stays', () => {
  const home = tempHome();
  const opened = openStore(home);
  fill(opened);
  expect(rawBytes(home).includes('ZEBRA-mail-1-30-END')).toBe(true);
  const done = opened.forget({ request: 'req_mail-1_30' });
  expect(done).toMatchObject({ examples: 1, students: 1, skills: ['mail-1'] });
  expect(opened.store.students('mail-1').map(({ version }) => version)).toEqual([1, 3]);
  expect(opened.store.examples('mail-1')).toHaveLength(49);
  expect(opened.store.events('mail-1').at(-1)?.words).toBe(
    '1 example forgotten, and 1 student that learned from it',
  );
  expect(opened.store.state('mail-1')).toBeUndefined();
  expect(opened.store.state('mail-2')).toEqual({ at: 'mail-2' });
  const raw = rawBytes(home);
  expect(raw.includes('ZEBRA-mail-1-30-END')).toBe(false);
  expect(raw.includes('ZEBRA-mail-1-31-END')).toBe(true);
});

test('an app: all of its skills go, another app keeps everything', () => {
  const home = tempHome();
  const opened = openStore(home);
  fill(opened);
  const done = opened.forget({ app: 'mail' });
  expect(done).toMatchObject({ examples: 100, students: 6 });
  expect([...done.skills].sort()).toEqual(['mail-1', 'mail-2']);
  expect(opened.table.list().map(({ id }) => id)).toEqual(['notes-1']);
  expect(opened.store.events('mail-1')).toEqual([]);
  expect(opened.table.curve('mail-1')).toEqual([]);
  const raw = rawBytes(home);
  expect(raw.includes('ZEBRA-mail')).toBe(false);
  expect(raw.includes('ZEBRA-notes-1-30-END')).toBe(true);
  expect(opened.store.students('notes-1')).toHaveLength(3);
  expect(opened.store.files(opened.store.students('notes-1')[0]?.digest ?? '')).toEqual(
    filesOf('notes-1 version 1 ZEBRA-notes-1-weights'),
  );
});

test('a skill, and then nothing is left to forget', () => {
  const home = tempHome();
  const opened = openStore(home);
  fill(opened);
  expect(opened.forget({ skill: 'mail-2' })).toMatchObject({
    examples: 50,
    students: 3,
    skills: ['mail-2'],
  });
  expect(rawBytes(home).includes('ZEBRA-mail-2')).toBe(false);
  for (const scope of [
    { skill: 'mail-2' },
    { app: 'nobody' },
    { request: 'req_none' },
    { request: '' },
  ] as const)
    expect(() => opened.forget(scope)).toThrow(expect.objectContaining({ code: 'not_found' }));
  expect(() => opened.forget({ request: 'req_mail-1_3' })).not.toThrow(); // exact, though others begin so
  expect(() => opened.forget({ request: 'req_mail-1_4' })).not.toThrow();
  expect(() => opened.forget({ request: 'req_mail-1' })).toThrow(/More than one request/);
});

test('files that two students share stay while one of them does', () => {
  const opened = openStore(tempHome());
  const files = filesOf('the same');
  for (const id of ['a', 'b']) {
    opened.table.add(sampleSkill({ id, app: id }));
    opened.store.saveStudent(id, summaryOf(1, files), files, []);
  }
  expect(opened.forget({ skill: 'a' })).toMatchObject({ students: 1, digests: [] });
  expect(opened.store.files(summaryOf(1, files).digest)).toEqual(files);
});

test('while another process reads the log, the text is owed, said so, and scrubbed at the next start', () => {
  const home = tempHome();
  const opened = openStore(home);
  fill(opened);
  opened.database.exec('PRAGMA busy_timeout = 50');
  const reader = openDatabase(home.database);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM examples').get();
  expect(() => opened.forget({ app: 'mail' })).toThrow(expect.objectContaining({ code: 'overloaded' }));
  expect(opened.table.list().map(({ id }) => id)).toEqual(['notes-1']);
  reader.exec('COMMIT');
  reader.close();
  const troubles: unknown[] = [];
  createHousekeeping(
    { ...opened, clock: { now: () => 1000 } },
    100,
    (error) => void troubles.push(error),
  ).close();
  expect(troubles).toEqual([]);
  expect(rawBytes(home).includes('ZEBRA-mail')).toBe(false);
});

test('killed between the records and the files: the next start deletes them', () => {
  const home = tempHome();
  const opened = openStore(home);
  fill(opened);
  const [first] = opened.store.students('mail-1');
  expect(() => opened.forget({ skill: 'none' })).toThrow(/no skill/);
  const { forget } = openStore(home);
  Object.assign(opened.blobs, {
    remove: () => {
      throw new Error('killed');
    },
  });
  expect(() => opened.forget({ skill: 'mail-1' })).toThrow('killed');
  const path = join(home.skills, first?.digest ?? '');
  expect(existsSync(path)).toBe(true);
  const next = openStore(home);
  createHousekeeping({ ...next, clock: { now: () => 1000 } }, 100, () => undefined).close();
  expect(existsSync(path)).toBe(false);
  expect(rawBytes(home).includes('ZEBRA-mail-1')).toBe(false);
  expect(() => forget({ skill: 'mail-1' })).toThrow(/no skill/);
});

test('a training that ends after its examples were forgotten leaves nothing; the skill comes back anew', () => {
  const home = tempHome();
  const opened = openStore(home);
  fill(opened);
  const { store, table } = opened;
  const learnedFrom = store.examples('mail-1').map(({ id }) => id);
  opened.forget({ skill: 'mail-1' });
  const files = filesOf('ZEBRA learned from what is forgotten');
  expect(() => store.saveStudent('mail-1', summaryOf(9, files), files, learnedFrom)).toThrow(
    /deleted meanwhile/,
  );
  store.setState('mail-1', { main: 9 });
  store.event('mail-1', { at: 3, type: 'failed', words: 'old' });
  expect(store.students('mail-1')).toEqual([]);
  table.add(sampleSkill({ id: 'mail-1' }));
  expect([store.state('mail-1'), store.events('mail-1')]).toEqual([undefined, []]);
  store.setState('mail-1', { main: 1 });
  table.add(sampleSkill({ id: 'mail-1' })); // found again by another process: nothing is lost
  expect(store.state('mail-1')).toEqual({ main: 1 });
});
