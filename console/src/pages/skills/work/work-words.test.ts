import { expect, test } from 'vitest';
import type { SkillWork, StudentSummary } from '../../../../../src/contract/index.ts';
import { endLevel, endWords, grownWords, progressWords, underWay } from './work-words.ts';

const grow = { do: 'grow', count: 100, budgetUsd: 1, train: true } as const;
const work = (change: Partial<SkillWork>): SkillWork => ({
  skill: 's',
  task: grow,
  state: 'done',
  words: '',
  share: null,
  students: [],
  grown: null,
  problem: null,
  startedAt: 1,
  endedAt: 2,
  ...change,
});
const grown = { kept: 1, costUsd: 0.0123, dropped: {}, ended: null };
const students = [{ version: 1 } as StudentSummary];
const retarget = { do: 'retarget', base: 'house' } as const;

test('what is being done, and how far it is', () => {
  expect(underWay(work({}))).toBe('Examples are being written');
  expect(underWay(work({ task: { do: 'train' } }))).toBe('Training');
  expect(underWay(work({ task: retarget }))).toBe('Training for house');
  const step = 'adapter: step 12 of 270, loss 1.234, 457 tokens/s, 58 s left';
  expect(progressWords({ words: step })).toBe('Trained layer: step 12 of 270, 58 s left');
  expect(progressWords({ words: '3 of 9 written by a/b, $0 of $1.00 spent' })).toBe(
    '3 of 9 written by a/b, $0 of $1.00 spent',
  );
});

test('what was written, and what it cost', () => {
  expect(grownWords({ grown: null })).toBeUndefined();
  expect(grownWords({ grown })).toBe('1 new example; it cost $0.012.');
  expect(grownWords({ grown: { ...grown, kept: 40, costUsd: 0 } })).toBe(
    '40 new examples; nothing was paid.',
  );
  expect(grownWords({ grown: { ...grown, kept: 0 } })).toBe('No new example was kept; it cost $0.012.');
});

test.each<[Partial<SkillWork>, string]>([
  [{ grown }, 'The teacher wrote more examples.'],
  [{ grown: { ...grown, kept: 0 } }, 'The teacher wrote nothing new.'],
  [{ task: { do: 'train' } }, 'There was nothing new to train.'],
  [{ task: { do: 'train' }, students }, 'Trained and tested:'],
  [{ task: retarget, students }, 'Trained for house and tested:'],
  [{ state: 'stopped' }, 'Writing examples was stopped; nothing was changed by it.'],
  [{ state: 'stopped', grown }, 'Writing examples was stopped; what was reached is kept.'],
  [{ state: 'stopped', task: retarget }, 'The training was stopped; nothing was changed by it.'],
  [
    { state: 'stopped', task: { do: 'train' }, students },
    'The training was stopped; what was reached is kept.',
  ],
  [{ state: 'failed', problem: { code: 'x', message: 'No room.', hint: '' } }, 'No room.'],
])('how it ended: %j', (change, words) => {
  expect(endWords(work(change))).toBe(words);
});

test('an end in which nothing may answer is no success', () => {
  const trained = (...states: StudentSummary['state'][]): StudentSummary[] =>
    states.map((state) => ({ state }) as StudentSummary);
  expect(endLevel(work({}))).toBe('ok');
  expect(endLevel(work({ students: trained('refused', 'shipped') }))).toBe('ok');
  expect(endLevel(work({ students: trained('refused', 'refused') }))).toBe('note');
  expect(endLevel(work({ state: 'stopped' }))).toBe('note');
  expect(endLevel(work({ state: 'failed' }))).toBe('problem');
});
