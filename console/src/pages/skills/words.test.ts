import { expect, test } from 'vitest';
import type { StudentSummary } from '../../../../src/contract/index.ts';
import { whole } from '../../format/whole.ts';
import { bestAgreement, boundWords, exact, hereShare, named, stateWords } from './words.ts';

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
  const few = { ...watched, n: 3 };
  expect(bestAgreement({ watched: few, serving: student })).toMatchObject({ from: 'test' });
  expect(bestAgreement({ watched: few, serving: null })).toEqual({ agreement: few, from: 'answers' });
  expect(bestAgreement({ watched: { ...watched, n: 0 }, serving: null })).toEqual({
    agreement: null,
    from: 'test',
  });
});

test('words of figures', () => {
  expect(exact(0.9814)).toBe('98.1\u{A0}%');
  expect(exact(1)).toBe('100\u{A0}%');
  expect(whole(12_345)).toBe('12,345');
  expect(boundWords({ share: 1, lower: 0.962, n: 1480 })).toBe('at least 96.2\u{A0}%, from 1,480 answers');
  expect(boundWords(null)).toBe('not counted yet');
  expect(boundWords({ share: 0, lower: 0, n: 0 })).toBe('not counted yet');
  expect(hereShare({ total: 0, local: 0, lastAt: 0 })).toBeNull();
  expect(hereShare({ total: 4, local: 3, lastAt: 0 })).toBe(0.75);
});

test('small models have the names that people see', () => {
  expect(named('memo 3, then probe 2 serve; extract: no JSON. Extracts, extraction.')).toBe(
    'Memory 3, then Sorter 2 serve; Finder: no JSON. Extracts, extraction.',
  );
});

test('a number and its sign stay in one line', () => {
  expect(named('sure of 95 %: 3 more')).toBe('sure of 95\u{A0}%: 3 more');
});

test('a student that was never tested has not passed', () => {
  expect(stateWords(student)).toBe('in use');
  expect(stateWords({ ...student, state: 'candidate' })).toBe('passed, not in use');
  expect(stateWords({ ...student, state: 'candidate', agreement: null })).toBe('not tested yet');
});
