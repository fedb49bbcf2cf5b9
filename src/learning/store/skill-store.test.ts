import { existsSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StudentSummary } from '../../contract/index.ts';
import { MIGRATIONS } from '../../store/migrations/index.ts';
import { openDatabase } from '../../store/database.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { packIds, unpackIds } from './id-list.ts';
import { filesOf, openStore, sampleExample, sampleSkill, summaryOf } from '../testing/open-store.ts';
import { pruneExamples, sweepFiles } from './retention.ts';

test('what was stored is there after opening again, without a close', () => {
  const home = tempHome();
  const first = openStore(home);
  first.table.add(sampleSkill());
  const stored = first.store.add(sampleExample({ input: 'nul \0 and 😀', requestId: 'req_1' }));
  const files = filesOf('weights');
  first.store.saveStudent('mail-1', summaryOf(1, files), files, [stored.id]);
  first.store.setState('mail-1', { stage: 'canary' });
  first.store.event('mail-1', { at: 5, type: 'trained', words: 'probe' });
  // No close: as a killed process leaves it.
  const { store } = openStore(home);
  expect(store.examples('mail-1')).toEqual([stored]);
  expect(store.students('mail-1')).toEqual([summaryOf(1, files)]);
  expect(store.files(summaryOf(1, files).digest)).toEqual(files);
  expect(store.state('mail-1')).toEqual({ stage: 'canary' });
  expect(store.state('other')).toBeUndefined();
  expect(store.events('mail-1')).toEqual([{ at: 5, type: 'trained', words: 'probe' }]);
});

test('a student of the same version is replaced; one that is not there cannot be set', () => {
  const { store } = openStore(tempHome());
  const [a, b] = [filesOf('a'), filesOf('b')];
  store.saveStudent('mail-1', summaryOf(1, a), a, []);
  store.saveStudent('mail-1', summaryOf(1, b), b, []);
  const shipped: StudentSummary = { ...summaryOf(1, b), state: 'shipped' };
  store.setStudent('mail-1', shipped);
  expect(store.students('mail-1')).toEqual([shipped]);
  expect(() => store.setStudent('mail-1', { ...shipped, version: 2 })).toThrow(/no student of version 2/);
  expect(() => store.saveStudent('mail-1', summaryOf(2, a), b, [])).toThrow(/another digest/);
});

test('files are for the owner alone, named by their content, and damage is told', () => {
  const home = tempHome();
  const { store } = openStore(home);
  const files = filesOf('weights');
  const { digest } = summaryOf(1, files);
  store.saveStudent('mail-1', summaryOf(1, files), files, []);
  const path = join(home.skills, digest, 'model.bin');
  expect([statSync(path).mode & 0o777, statSync(home.skills).mode & 0o777]).toEqual([0o600, 0o700]);
  truncateSync(path, 3);
  expect(() => store.files(digest)).toThrow(
    expect.objectContaining({ code: 'invalid_model_file', hint: expect.stringContaining('learn train') }),
  );
  store.saveStudent('mail-1', summaryOf(1, files), files, []); // the same content again mends it
  expect(store.files(digest)).toEqual(files);
  expect(() => store.files('0'.repeat(64))).toThrow(/files are missing/);
  for (const name of ['../x', '', '.hidden', 'a/b', 'a\\b'])
    expect(() =>
      store.saveStudent('s', summaryOf(1, files), new Map([[name, new Uint8Array(1)]]), []),
    ).toThrow(/cannot have a file/);
});

test('files that no record names go after an hour, half-written ones too', () => {
  const home = tempHome();
  const { store, database, blobs } = openStore(home);
  const [used, orphan] = [filesOf('used'), filesOf('orphan')];
  store.saveStudent('mail-1', summaryOf(1, used), used, []);
  const digest = blobs.write(orphan);
  const clock = { now: () => Date.now() };
  expect(sweepFiles(database, blobs, clock)).toBe(0);
  const hours = Date.now() / 1000 - 7200;
  for (const name of [digest, summaryOf(1, used).digest]) utimesSync(join(home.skills, name), hours, hours);
  expect(sweepFiles(database, blobs, clock)).toBe(1);
  expect(existsSync(join(home.skills, digest))).toBe(false);
  expect(store.files(summaryOf(1, used).digest)).toEqual(used);
});

test('a full disk: the message says so, and what was captured stays', () => {
  const home = tempHome();
  const { store, database } = openStore(home);
  const stored = store.add(sampleExample());
  const pages = database.prepare('PRAGMA page_count').get() as { page_count: number };
  database.exec(`PRAGMA max_page_count = ${pages.page_count}`); // SQLite answers as on a full disk
  const large = 'x'.repeat(100_000);
  expect(() => store.add(sampleExample({ input: large }))).toThrow(
    expect.objectContaining({ code: 'disk_full' }),
  );
  expect(() => store.setState('mail-1', { large })).toThrow(expect.objectContaining({ code: 'disk_full' }));
  expect(store.examples('mail-1')).toEqual([stored]);
});

test('retention deletes old examples; students that learned from them are still found by request', () => {
  const home = tempHome();
  const { store, table, database, forget } = openStore(home);
  table.add(sampleSkill());
  const day = 86_400_000;
  const old = store.add(sampleExample({ at: 0, requestId: 'req_old' }));
  const young = store.add(sampleExample({ at: 95 * day }));
  const files = filesOf('learned from the old one');
  store.saveStudent('mail-1', summaryOf(1, files), files, [old.id]);
  expect(pruneExamples(database, { now: () => 100 * day }, 30)).toBe(1);
  expect(store.examples('mail-1')).toEqual([young]);
  expect(store.students('mail-1')).toHaveLength(1);
  expect(table.has('mail-1')).toBe(true);
  expect(forget({ request: 'req_old' })).toMatchObject({ examples: 1, students: 1, skills: ['mail-1'] });
  expect(store.students('mail-1')).toEqual([]);
});

test('retention takes a skill along of which nothing is left, and its history', () => {
  const { store, table, database } = openStore(tempHome());
  const day = 86_400_000;
  for (const id of ['old', 'active', 'learned']) {
    table.add(sampleSkill({ id, key: id, foundAt: day }));
    store.event(id, { at: day, type: 'found', words: id });
    store.setState(id, {});
    store.add(sampleExample({ skill: id, at: day }));
  }
  table.count('active', true, 99 * day);
  const files = filesOf('learned');
  store.saveStudent('learned', summaryOf(1, files), files, []);
  expect(pruneExamples(database, { now: () => 100 * day }, 30)).toBe(3);
  expect(table.list().map(({ id }) => id)).toEqual(['active', 'learned']);
  expect([store.events('old'), store.state('old')]).toEqual([[], undefined]);
  expect(store.events('learned')).toHaveLength(1);
});

test('numbers of examples: packed, they come back sorted and once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 45 })), (ids) => {
      expect(unpackIds(packIds(ids))).toEqual([...new Set(ids)].sort((a, b) => a - b));
    }),
  );
});

test('a database of the first version gains the tables and keeps its rows', () => {
  const home = tempHome();
  openStore(home).database.close();
  const database = openDatabase(home.database);
  expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.length });
  database.close();
  // A file that is no database is put aside by the store; learning then begins without consent.
  writeFileSync(home.database, 'no database at all, but long enough to be looked at as one.'.repeat(30));
  const { consents } = openStore(home);
  expect(consents.apps()).toEqual([]);
  expect(readFileSync(home.database).subarray(0, 15).toString()).toBe('SQLite format 3');
});
