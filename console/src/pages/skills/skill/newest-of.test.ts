import { expect, test } from 'vitest';
import type { StudentKind, StudentSummary } from '../../../../../src/contract/index.ts';
import { newestOf } from './newest-of.ts';

const student = (version: number, kind: StudentKind): StudentSummary => ({
  version,
  kind,
  state: 'retired',
  trainedAt: 1,
  trainedOn: 1,
  bytes: 1,
  digest: 'ab',
  threshold: null,
  coverage: 0,
  agreement: null,
  base: null,
  verdict: '',
});

test('the newest of each kind, and the one that answers, newest first', () => {
  const students = [student(1, 'memo'), student(2, 'probe'), student(3, 'memo'), student(4, 'probe')];
  const versions = (serving: StudentSummary | null) =>
    newestOf({ students, serving }).map(({ version }) => version);
  expect(versions(null)).toEqual([4, 3]);
  expect(versions(students[3] ?? null)).toEqual([4, 3]);
  expect(versions(students[1] ?? null)).toEqual([4, 3, 2]);
  expect(newestOf({ students: [], serving: null })).toEqual([]);
});
