import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import type { Migration } from './migrations/migration.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { tempHome } from './testing/temp-home.ts';
import { tryLock, withLock } from './lock.ts';

const two: Migration[] = [
  { version: 1, name: 'one', sql: 'CREATE TABLE a (x INTEGER)' },
  { version: 2, name: 'two', sql: 'ALTER TABLE a ADD COLUMN y INTEGER; INSERT INTO a VALUES (1, 2)' },
];
const version = (file: string, migrations: Migration[]): unknown => {
  const database = openDatabase(file, { migrations });
  const found = database.prepare('PRAGMA user_version').get();
  database.close();
  return { ...found };
};

test('the versions of the steps count up from 1', () => {
  expect(MIGRATIONS.map((step) => step.version)).toEqual(MIGRATIONS.map((_, at) => at + 1));
});

test('opens in WAL mode, for the owner alone, and applies each step once', () => {
  const { database: file } = tempHome();
  expect(version(file, two.slice(0, 1))).toEqual({ user_version: 1 });
  expect(version(file, two)).toEqual({ user_version: 2 });
  const database = openDatabase(file, { migrations: two });
  expect(database.prepare('SELECT count(*) AS n FROM a').get()).toMatchObject({ n: 1 });
  expect(database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
  for (const suffix of ['', '-wal', '-shm']) expect(statSync(file + suffix).mode & 0o777).toBe(0o600);
  database.close();
});

test('a step that fails leaves nothing of itself behind', () => {
  const { database: file } = tempHome();
  const broken = [
    two[0] as Migration,
    { version: 2, name: 'two', sql: 'CREATE TABLE b (x); CREATE TABLE a (x)' },
  ];
  expect(() => openDatabase(file, { migrations: broken })).toThrow(
    expect.objectContaining({ code: 'home_unusable' }),
  );
  const database = openDatabase(file, { migrations: two });
  expect(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'b'").get()).toMatchObject({
    n: 0,
  });
  database.close();
});

test('a database of a newer Nearmost is refused, and stays as it is', () => {
  const { database: file } = tempHome();
  version(file, two);
  expect(() => openDatabase(file, { migrations: two.slice(0, 1) })).toThrow(/newer Nearmost \(schema 2/);
  expect(version(file, two)).toEqual({ user_version: 2 });
});

/** A database with some pages in it. */
function filled(file: string): void {
  const database = openDatabase(file, { migrations: two });
  const insert = database.prepare('INSERT INTO a VALUES (?, ?)');
  database.transaction(() => {
    for (let at = 0; at < 5000; at++) insert.run(at, at);
  });
  database.close();
}

test.each([
  [
    'text',
    (file: string) =>
      writeFileSync(file, 'this is no database, but long enough to have a header of its own.'.repeat(99)),
  ],
  ['cut short', (file: string) => truncateSync(file, statSync(file).size - 6000)],
  [
    'overwritten pages',
    (file: string) => {
      const bytes = readFileSync(file);
      bytes.fill(0xab, 4096 * 2, 4096 * 6);
      writeFileSync(file, bytes);
    },
  ],
])('a damaged file (%s) is put aside with a message and a new one begun', (_, damage) => {
  const { database: file, dir } = tempHome();
  filled(file);
  damage(file);
  const damaged = readFileSync(file);
  const warnings: string[] = [];
  const database = openDatabase(file, { warn: (message) => warnings.push(message), now: () => 0 });
  expect(database.prepare('SELECT count(*) AS n FROM ledger').get()).toMatchObject({ n: 0 });
  database.close();
  expect(warnings).toEqual([expect.stringContaining('put aside as')]);
  const aside = readdirSync(dir).filter((name) => /^nearmost\.db\.damaged-[\w-]+Z$/.test(name));
  expect(aside).toHaveLength(1);
  expect(readFileSync(`${dir}/${aside[0]}`).equals(damaged)).toBe(true);
});

test('an empty file, as a kill at the first start leaves it, is no damage', () => {
  const { database: file } = tempHome();
  writeFileSync(file, '');
  const warnings: string[] = [];
  openDatabase(file, { warn: (message) => warnings.push(message) }).close();
  expect(warnings).toEqual([]);
});

test('a transaction that throws stores nothing', () => {
  const database = openDatabase(tempHome().database, { migrations: two });
  expect(() =>
    database.transaction(() => {
      database.exec('INSERT INTO a VALUES (7, 7)');
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(database.prepare('SELECT count(*) AS n FROM a WHERE x = 7').get()).toMatchObject({ n: 0 });
  database.close();
});

test('a lock is held by one and freed by its end', () => {
  const file = `${tempHome().dir}/lock`;
  const free = tryLock(file);
  expect(free).toBeTypeOf('function');
  expect(tryLock(file)).toBeUndefined();
  expect(() => withLock(file, () => 1, 10)).toThrow(expect.objectContaining({ code: 'overloaded' }));
  free?.();
  expect(withLock(file, () => 2)).toBe(2);
  expect(() =>
    withLock(file, () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(withLock(file, () => 3)).toBe(3);
});
