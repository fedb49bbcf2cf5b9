import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrainingJob, TrainingReport } from '../job.ts';
import { ortTrainer } from '../ort-trainer.ts';
import { tinyJob } from '../testing/tiny-job.ts';

// One long text at a time: most of its memory are activations.
const LONG = Array.from({ length: 500 }, (_, i) => (i * 37) % 290);
const folder = mkdtempSync(join(tmpdir(), 'nearmost-plan-'));
let job: TrainingJob;
let kept: TrainingReport;
beforeAll(async () => {
  job = {
    ...tinyJob(folder, { layers: 16, width: 256, settings: { epochs: 2, stepTokens: 512 } }),
    texts: [LONG, LONG.toReversed()].map((tokens) => ({ tokens, from: 250 })),
    heldOut: [],
  };
  kept = await ortTrainer().train(job);
});
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const within = (estimate: number, truth: number): number => Math.abs(estimate / truth - 1);

test('the estimate of the memory is near the truth', () => {
  expect(kept.estimate.plan).toEqual({ rows: 1, time: 512, checkpointing: false });
  expect(within(kept.estimate.memoryBytes, kept.peakMemoryBytes)).toBeLessThan(0.25);
});

test('with less memory allowed activations are computed twice, which really takes less, and teaches the same', async () => {
  const report = await ortTrainer().train({ ...job, memoryBytes: kept.estimate.memoryBytes * 0.75 });
  expect(report.estimate.plan).toEqual({ rows: 1, time: 512, checkpointing: true });
  expect(within(report.estimate.memoryBytes, report.peakMemoryBytes)).toBeLessThan(0.25);
  expect(report.peakMemoryBytes).toBeLessThan(kept.peakMemoryBytes * 0.87);
  expect(report.loss.last).toBeCloseTo(kept.loss.last, 4);
});

test('when nothing fits the error says how much is needed, and that much is enough', async () => {
  const error: unknown = await ortTrainer()
    .train({ ...job, memoryBytes: 160e6 })
    .catch((refused: unknown) => refused);
  expect(error).toMatchObject({
    code: 'model_too_big',
    hint: expect.stringContaining(
      'Allow more memory, leave out the longest texts, or choose a smaller base.',
    ),
  });
  const [, needed] =
    /needs (\d+) MB of memory even one text at a time \(512 tokens long\), 160 MB are allowed/.exec(
      (error as Error).message,
    ) as RegExpExecArray;
  const report = await ortTrainer().train({ ...job, memoryBytes: Number(needed) * 1e6 });
  expect(report.estimate.plan.checkpointing).toBe(true);
});
