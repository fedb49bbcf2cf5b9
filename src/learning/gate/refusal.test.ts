import { expect, test } from 'vitest';
import type { GateRule, Judged } from '../../kit/stats/threshold.ts';
import { answersNeeded } from './answers-needed.ts';
import { refusalOf } from './refusal.ts';

const RULE: GateRule = { floor: 0.95, delta: 0.05, window: Infinity };
const rule = (): GateRule => RULE;
const same = (count: number, score = 1): Judged[] =>
  Array.from({ length: count }, () => ({ confidence: 0.9, score }));
const words = (judged: readonly Judged[], most = 6000): string => refusalOf(judged, rule, most).words;

test('answers that all agree are no contradiction: they are too few, and it is said how many it takes', () => {
  expect(refusalOf(same(60), rule, 6000)).toEqual({
    words:
      'all 60 test answers agree with the teacher, but they are too few to be sure of 95 %: about 83 like these are needed',
    next: 'It is tested again as more requests are handed over or checked.',
  });
});

test('one that is wrong is not rounded away, and the number has two figures', () => {
  const judged = [...same(1999), ...same(1, 0)];
  expect(refusalOf(judged, () => ({ ...RULE, floor: 0.999 }), 60_000).words).toMatch(
    /^99\.9 % of 2000 test answers .* sure of 99\.9 %: about \d+000 like these are needed$/,
  );
});

test('a sample of which a few stand for most of the traffic says so', () => {
  const judged = same(200).map((one, i) => ({ ...one, weight: i < 20 ? 9 : 1 / 9 }));
  const needed = answersNeeded(judged, rule, 6000) ?? 0;
  expect(needed).toBeGreaterThan(200);
  const [, counted, told] =
    /^all 200 .* \(they count as (\d+): what is answered here .*\): about (\d+) like/.exec(words(judged)) ??
    [];
  expect(Number(counted)).toBeLessThan(30);
  expect(Number(told)).toBeGreaterThanOrEqual(needed);
  expect(Number(told)).toBeLessThan(needed * 1.1);
});

test.each([
  ['too few agree', same(300, 0.9), 6000],
  ['more are needed than are kept', same(60, 0.96), 1000],
])('more of the same would not help: %s', (_, judged, most) => {
  expect(refusalOf(judged, rule, most)).toMatchObject({
    words: expect.stringMatching(/^9\d\.0 % of \d+ test answers agree .* would not change that$/),
    next: 'It is trained again from more examples, and then tested anew.',
  });
});

test('nothing to judge', () => {
  expect(words([])).toBe('it was tried on no test answer yet');
});
