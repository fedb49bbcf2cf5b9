import { expect, test } from 'vitest';
import type { SkillWork } from '../../../../../src/contract/index.ts';
import { newestWorks } from './newest-works.ts';

const work = (skill: string, startedAt: number, endedAt: number | null, words = ''): SkillWork =>
  ({ skill, startedAt, endedAt, words }) as SkillWork;
const newest = (read: SkillWork[], ...told: SkillWork[]): SkillWork | undefined =>
  newestWorks(read, new Map(told.map((one) => [one.skill, one]))).get('a');

test('what was told since is newer than what was read, unless an end was missed', () => {
  const [begun, further, ended] = [work('a', 1, null, '1'), work('a', 1, null, '2'), work('a', 1, 5)];
  expect(newest([begun])).toBe(begun);
  expect(newest([begun], further)).toBe(further);
  expect(newest([begun], ended)).toBe(ended);
  expect(newest([ended], further)).toBe(ended);
});

test('a work that began later takes the place of an earlier one, wherever it was heard of', () => {
  const [before, after] = [work('a', 1, 5), work('a', 6, null)];
  expect(newest([after], before)).toBe(after);
  expect(newest([before], after)).toBe(after);
  expect(newest([work('b', 9, null)], before)).toBe(before);
});
