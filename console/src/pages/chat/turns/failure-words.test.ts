import { expect, test } from 'vitest';
import type { AnswerTurn } from '../tree/turn.ts';
import { failureWords } from './failure-words.ts';
import { settled } from './settled.ts';

const answer: AnswerTurn = {
  id: 'x',
  conversation: 'c',
  parent: null,
  at: 0,
  role: 'assistant',
  text: '',
  state: 'done',
  asked: { model: 'auto' },
};

test('a whole answer, and one that is coming, need no words', () => {
  expect(failureWords(answer)).toBeUndefined();
  expect(failureWords({ ...answer, state: 'running' })).toBeUndefined();
});

test('known problems have words of their own; others say what the server said', () => {
  const problem = { message: 'The provider is busy.', code: 'upstream_rate_limited' };
  expect(failureWords({ ...answer, state: 'failed', problem })).toMatchObject({
    title: 'There is no answer.',
    about: 'The provider is busy.',
  });
  expect(failureWords({ ...answer, state: 'failed', problem, text: 'half' })?.title).toBe(
    'This answer broke off.',
  );
  expect(
    failureWords({ ...answer, state: 'failed', problem: { message: 'x', code: 'no_candidate' } })?.ways,
  ).toEqual(['model', 'provider']);
  expect(failureWords({ ...answer, state: 'stopped', text: 'half' })?.about).toBe('What had come is kept.');
});

test('an answer that nobody writes any more has broken off', () => {
  const running: AnswerTurn = { ...answer, state: 'running', tab: 'a', touchedAt: 1000 };
  expect(settled(running, 'a', 1001).state).toBe('broken');
  expect(settled(running, 'b', 5000).state).toBe('running');
  expect(settled(running, 'b', 60_000).state).toBe('broken');
  expect(settled(answer, 'a', 0)).toBe(answer);
});
