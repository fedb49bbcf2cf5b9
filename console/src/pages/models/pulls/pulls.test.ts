import { expect, test } from 'vitest';
import type { PullStatus } from '../../../../../src/contract/index.ts';
import { mergePull } from './merge-pull.ts';
import { isUnderWay, progressWords, shareOf, stateWords } from './pull-words.ts';

const pull = (change: Partial<PullStatus> = {}): PullStatus => ({
  model: 'tiny',
  state: 'fetching',
  file: 'tiny.gguf',
  from: 'hub',
  bytes: 120e6,
  totalBytes: 480e6,
  bytesPerSecond: 12e6,
  secondsLeft: 30,
  resumed: 0,
  problem: null,
  id: null,
  sha256: null,
  verified: false,
  startedAt: 0,
  endedAt: null,
  ...change,
});

test('what is told takes the place of what was known; what is new comes first', () => {
  const known = [pull({ model: 'a' }), pull({ model: 'b' })];
  expect(
    mergePull(known, pull({ model: 'b', state: 'done' })).map(({ model, state }) => [model, state]),
  ).toEqual([
    ['a', 'fetching'],
    ['b', 'done'],
  ]);
  expect(mergePull(known, pull({ model: 'c' })).map(({ model }) => model)).toEqual(['c', 'a', 'b']);
});

test.each([
  [pull(), '120 MB of 480 MB · 12.0 MB a second · 30.0 s left'],
  [pull({ totalBytes: null, secondsLeft: null }), '120 MB · 12.0 MB a second'],
  [pull({ state: 'looking', bytes: 0 }), 'asking which file it is'],
  [pull({ state: 'stopped' }), '120 MB of 480 MB'],
  [pull({ bytesPerSecond: 0, secondsLeft: null }), '120 MB of 480 MB'],
])('progress in words %#', (status, words) => {
  expect(progressWords(status)).toBe(words);
});

test('states in words', () => {
  expect(stateWords(pull({ state: 'waiting', resumed: 1 }))).toBe('goes on by itself');
  expect(stateWords(pull({ state: 'done', resumed: 1 }))).toBe('is here, went on by itself once');
  expect(stateWords(pull({ resumed: 3 }))).toBe('is coming, went on by itself 3 times');
  expect(isUnderWay(pull({ state: 'waiting' }))).toBe(true);
  expect(isUnderWay(pull({ state: 'failed' }))).toBe(false);
  expect([shareOf(pull()), shareOf(pull({ totalBytes: 0 }))]).toEqual([0.25, 0]);
});
