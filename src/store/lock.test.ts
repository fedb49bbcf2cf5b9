import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockError, tryLock, withLock } from './lock.ts';
import { tempFolder } from './testing/temp-home.ts';

test('one holder at a time; a second is told to wait, and the next one gets it', () => {
  const file = join(tempFolder(), 'x.lock');
  const free = tryLock(file);
  expect(tryLock(file)).toBeUndefined();
  expect(() => withLock(file, () => 1, 10)).toThrow(expect.objectContaining({ code: 'overloaded' }));
  free?.();
  expect(withLock(file, () => 1)).toBe(1);
});

test('a lock that is no lock is not written over', () => {
  const file = join(tempFolder(), 'x.lock');
  writeFileSync(file, 'something else, and longer than the sixteen bytes that SQLite looks at'.repeat(20));
  expect(() => withLock(file, () => 1)).toThrow(expect.objectContaining({ code: 'home_unusable' }));
});

test.each([
  [{ errcode: 13, message: 'database or disk is full' }, 'disk_full', 'rm'],
  [{ errcode: 14, message: 'unable to open database file' }, 'home_unusable', 'NEARMOST_HOME'],
])('%j: %s', (failure, code, hint) => {
  const error = lockError('/home/x.lock', Object.assign(new Error(failure.message), failure));
  expect([error.code, error.message]).toEqual([code, expect.stringContaining('/home/x.lock')]);
  expect(error.hint).toContain(hint);
});
