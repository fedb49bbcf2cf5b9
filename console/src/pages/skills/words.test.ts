import { expect, test } from 'vitest';
import type { StudentSummary } from '../../../../src/contract/index.ts';
import { bestAgreement, boundWords, exact, hereShare, stateWords, whole } from './words.ts';

const student: StudentSummary = {
  version: 3,
  kind: 'probe',
  state: 'shipped',
  trainedAt: 1,
  trainedOn: 400,
  bytes: 41_300,
  digest: 'ab',
  threshold: 0.8,
  coverage: 0.83,
  agreement: { share: 0.98, lower: 0.962, n: 480 },
  base: null,
  verdict: 'Passed.',
};

test('what was counted on served answers goes before what the test found', () => {
  const watched = { share: 0.9, lower: 0.8, n: 20 };
  expect(bestAgreement({ watched, serving: student })).toEqual({ agreement: watched, from: 'answers' });
  expect(bestAgreement({ watched: null, serving: student })).toEqual({
    agreement: student.agreement,
    from: 'test',
  });
  expect(bestAgreement({ watched: { ...watched, n: 0 }, serving: null })).toEqual({
    agreement: null,
    from: 'test',
  });
});

test('words of figures', () => {
  expect(exact(0.9814)).toBe('98.1 %');
  expect(whole(12_345)).toBe('12,345');
  expect(boundWords({ share: 1, lower: 0.962, n: 1480 })).toBe('at least 96.2 %, from 1,480');
  expect(boundWords(null)).toBe('not counted yet');
  expect(boundWords({ share: 0, lower: 0, n: 0 })).toBe('not counted yet');
  expect(hereShare({ total: 0, local: 0, lastAt: 0 })).toBeNull();
  expect(hereShare({ total: 4, local: 3, lastAt: 0 })).toBe(0.75);
});

test('a student that was never tested has not passed', () => {
  expect(stateWords(student)).toBe('in use');
  expect(stateWords({ ...student, state: 'candidate' })).toBe('passed, not in use');
  expect(stateWords({ ...student, state: 'candidate', agreement: null })).toBe('not tested yet');
});
