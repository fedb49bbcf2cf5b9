import { expect, test } from 'vitest';
import type { Attempt } from '../../../../../src/contract/index.ts';
import { stepsOf } from './steps-of.ts';

const tried = (outcome: Attempt['outcome'], durationMs: number, startMs?: number): Attempt => ({
  ...(startMs === undefined ? {} : { startMs }),
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

test('with their beginnings tries stand where they were: a rival beside the first', () => {
  const { steps, writing, waitedMs, timed } = stepsOf({
    attempts: [tried('cancelled', 100, 300), tried('answered', 398, 2)],
    ttftMs: 400,
    durationMs: 1000,
  });
  expect(steps.map(({ from, ms }) => [from, ms])).toEqual([
    [2, 398],
    [300, 100],
  ]);
  expect([writing, waitedMs, timed]).toEqual([{ from: 400, ms: 600 }, 2, true]);
});

test('a mixture: the whole above its parts, wave by wave', () => {
  const { steps } = stepsOf({
    attempts: [
      tried('proposed', 200, 1),
      tried('proposed', 300, 1),
      tried('proposed', 250, 302),
      tried('answered', 560, 1),
    ],
    ttftMs: 561,
    durationMs: 600,
  });
  expect(steps.map(({ from, ms }) => [from, ms])).toEqual([
    [1, 560],
    [1, 300],
    [1, 200],
    [302, 250],
  ]);
});

test('an answer kept in reserve: the model that was asked after it is no wait of its own', () => {
  const { waitedMs, writing } = stepsOf({
    attempts: [tried('answered', 50, 1), tried('failed', 400, 52)],
    ttftMs: 453,
    durationMs: 500,
  });
  expect([waitedMs, writing]).toEqual([1, { from: 452, ms: 48 }]);
});

test('a beginning in whole milliseconds never reaches beyond the end', () => {
  const { steps, writing } = stepsOf({
    attempts: [tried('answered', 0.9, 1), tried('failed', 3, 5)],
    ttftMs: null,
    durationMs: 1.4,
  });
  for (const { from, ms } of steps) expect(from + ms).toBeLessThanOrEqual(1.4);
  expect(writing.ms).toBe(0);
});

test('where one beginning was not kept, an order is drawn', () => {
  const { timed, steps } = stepsOf({
    attempts: [tried('low_confidence', 100, 3), tried('answered', 300)],
    ttftMs: 410,
    durationMs: 1000,
  });
  expect([timed, steps[1]?.from]).toEqual([false, 110]);
});

test('a refused request has no tries', () => {
  expect(stepsOf({ attempts: [], ttftMs: null, durationMs: 5 })).toMatchObject({ steps: [], waitedMs: 5 });
});
