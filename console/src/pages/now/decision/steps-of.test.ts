import { expect, test } from 'vitest';
import type { Attempt } from '../../../../../src/contract/index.ts';
import { stepsOf } from './steps-of.ts';

const tried = (outcome: Attempt['outcome'], durationMs: number): Attempt => ({
  place: 'local',
  model: 'm',
  outcome,
  detail: '',
  confidence: null,
  durationMs,
});

test('one try after the other, then the writing', () => {
  const { steps, writing, waitedMs } = stepsOf({
    attempts: [tried('low_confidence', 100), tried('answered', 300)],
    ttftMs: 410,
    durationMs: 1000,
  });
  expect(steps.map(({ from, ms }) => [from, ms])).toEqual([
    [10, 100],
    [110, 300],
  ]);
  expect(writing).toEqual({ from: 410, ms: 590 });
  expect(waitedMs).toBe(110);
});

test('several models that were heard at once stand beneath each other', () => {
  const { steps } = stepsOf({
    attempts: [tried('proposed', 200), tried('proposed', 300), tried('answered', 50)],
    ttftMs: null,
    durationMs: 350,
  });
  expect(steps.map(({ from }) => from)).toEqual([0, 0, 300]);
});

test('tries that ran at the same time never reach beyond the whole', () => {
  const { steps, writing } = stepsOf({
    attempts: [tried('failed', 900), tried('answered', 900)],
    ttftMs: 950,
    durationMs: 1000,
  });
  for (const { from, ms } of steps) expect(from + ms).toBeLessThanOrEqual(1000);
  expect(writing.ms).toBe(0);
});

test('a refused request has no tries', () => {
  expect(stepsOf({ attempts: [], ttftMs: null, durationMs: 5 })).toMatchObject({ steps: [], waitedMs: 5 });
});
