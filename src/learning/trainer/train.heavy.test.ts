import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Trained } from './adamw.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import type { Progress } from './checkpoint.ts';
import { createEvaluator } from './evaluate.ts';
import { estimateStep } from './estimate.ts';
import { TINY, tinyExamples } from './testing/tiny.ts';
import { train } from './train.ts';
import { freshWeights } from './weights.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-train-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const STEPS = 30;
const size = { batch: 2, time: 32 };
const base = {
  shape: TINY,
  batch: size,
  schedule: { peak: 1e-2, warmup: 5, steps: STEPS, floor: 0.1 },
  optimiser: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01, clip: 1 },
  dropout: 0.1,
  seed: 21,
  threads: 1,
  // Nine batches an epoch: thirty steps cross several epochs.
  examples: () => tinyExamples(90, 8),
  clock: () => 0,
};
const START: Progress = { step: 0, epoch: 0, batch: 0 };
const numbers = (weights: ReadonlyMap<string, Trained>): Float32Array[] =>
  [...weights.values()].flatMap(({ value, mean, square }) => [value, mean, square]);

test('training learns, and an interrupted run continues to bit-identical weights', async () => {
  const whole = freshWeights(TINY, 1);
  const losses: number[] = [];
  const end = await train({
    ...base,
    weights: whole,
    from: START,
    onStep: ({ loss }) => losses.push(loss) > 0,
  });
  expect(end.step).toBe(STEPS);
  expect(end.epoch).toBeGreaterThan(0);
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) - 0.5);

  const path = join(folder, 'checkpoint.bin');
  const broken = freshWeights(TINY, 1);
  await train({
    ...base,
    weights: broken,
    from: START,
    onStep: ({ progress }) => {
      if (progress.step < 13) return true;
      saveCheckpoint(path, broken, progress);
      return false;
    },
  });
  const { weights, progress } = loadCheckpoint(path);
  expect(progress.step).toBe(13);
  const rest: number[] = [];
  await train({ ...base, weights, from: progress, onStep: ({ loss }) => rest.push(loss) > 0 });
  expect(rest).toEqual(losses.slice(13));
  expect(numbers(weights)).toEqual(numbers(whole));
});

test('the evaluator scores each example by itself, whatever it is packed with', async () => {
  const weights = freshWeights(TINY, 2);
  const evaluator = await createEvaluator(TINY, size, weights, 1);
  const examples = tinyExamples(12, 4);
  const together = await evaluator.score(examples);
  const alone = await evaluator.score([examples[7]!]);
  await evaluator.close();
  expect(together).toHaveLength(12);
  for (const [i, value] of (alone[0]?.logLikelihood ?? []).entries())
    expect(together[7]?.logLikelihood[i]).toBeCloseTo(value, 4);
  expect(together[7]?.hit).toHaveLength(examples[7]!.tokens.length - 1);
});

test('the estimate leaves the weights alone', async () => {
  const weights = freshWeights(TINY, 2);
  const seconds = await estimateStep({ ...base, weights, from: START, clock: () => performance.now() });
  expect(seconds).toBeGreaterThan(0);
  expect(numbers(weights)).toEqual(numbers(freshWeights(TINY, 2)));
});
