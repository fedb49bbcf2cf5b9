import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NearmostError } from '../../../contract/index.ts';
import { findCheckpoint, saveCheckpoint, writeWhole } from '../checkpoint.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { TrainingEstimate, TrainingHooks, TrainingJob, TrainingReport } from '../job.ts';
import { learningRate } from '../schedule.ts';
import { adapterGguf } from './adapter-gguf.ts';
import { loadBase } from './load-base.ts';
import { batchesOf, examplesOf, mostLossRows, rowsOfEpoch } from './lora-data.ts';
import { freshFactors } from './lora-factors.ts';
import { loraStep, meanLoss } from './lora-step.ts';
import { createLoraStepper } from './lora-stepper.ts';
import { planLora } from './plan.ts';

/** What a run keeps in its checkpoint beside the factors. */
interface Kept {
  readonly job: string;
  readonly tokens: number;
  readonly seconds: number;
  readonly first: number;
  readonly last: number;
  readonly heldOut: number | null;
}

export interface RunOptions {
  /** Milliseconds, any origin. Default: `performance.now`. */
  readonly clock?: () => number;
  /** Least seconds between two checkpoints; default 20. 0: after each step. */
  readonly checkpointSeconds?: number;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

const WARMUP = 0.05;
const FLOOR = 0.1;
const PAUSE_MS = 500;
const CHECKPOINT = 'checkpoint.bin';

/** Does a whole job in this process: see {@link TrainingJob}. It goes on from the checkpoint of an earlier run of the same job. */
export async function runJob(
  job: TrainingJob,
  hooks: TrainingHooks = {},
  options: RunOptions = {},
): Promise<TrainingReport> {
  const clock = options.clock ?? ((): number => performance.now());
  const { settings } = job;
  if (job.texts.length === 0)
    throw new NearmostError('invalid_request', 'There is no text to train on.', { param: 'texts' });
  const base = await loadBase(job.base, job.baseSha256);
  const { architecture } = base;
  const examples = examplesOf(job.texts, architecture.shape);
  const heldOut = examplesOf(job.heldOut, architecture.shape);
  const longest = [...examples, ...heldOut].reduce(
    (most, { tokens }) => Math.max(most, tokens.length - 1),
    1,
  );
  const { seed, epochs } = settings;
  const plan = planLora(architecture, settings, longest, job.memoryBytes, (rows, time) =>
    Math.max(
      mostLossRows(examples, { rows, time, seed, epochs }),
      mostLossRows(heldOut, { rows, time, seed, epochs: 1 }),
    ),
  );
  const { size, accumulate } = plan;
  const rowsPerStep = size.batch * accumulate;
  const epochRows = (epoch: number): ReturnType<typeof rowsOfEpoch> =>
    rowsOfEpoch(examples, size.time, seed, epoch);
  const perEpoch = Array.from({ length: epochs }, (_, epoch) =>
    Math.ceil(epochRows(epoch).length / rowsPerStep),
  );
  const steps = perEpoch.reduce((sum, count) => sum + count, 0);
  const estimate: TrainingEstimate = {
    steps,
    tokens: epochs * examples.reduce((sum, { tokens }) => sum + tokens.length - 1, 0),
    memoryBytes: plan.memoryBytes,
    seconds: null,
    plan: { rows: size.batch, time: size.time, checkpointing: size.checkpointing },
  };
  hooks.onEstimate?.(estimate);

  mkdirSync(job.folder, { recursive: true });
  const path = join(job.folder, CHECKPOINT);
  const identity = identityOf(job, plan.size, accumulate);
  const { found } = findCheckpoint(path, (old) => (old.extra as Kept | undefined)?.job === identity);
  const factors = found?.weights ?? freshFactors(architecture, settings.rank, seed);
  let kept: Kept = keptOf(found) ?? {
    job: identity,
    tokens: 0,
    seconds: 0,
    first: Number.NaN,
    last: Number.NaN,
    heldOut: null,
  };
  let { step, epoch, batch: position } = found?.progress ?? { step: 0, epoch: 0, batch: 0 };

  const stepper = await createLoraStepper({
    base: architecture,
    size,
    values: base.values(),
    factors,
    threads: job.threads,
  });
  const schedule = { peak: settings.rate, warmup: Math.ceil(steps * WARMUP), steps, floor: FLOOR };
  const save = (): void => saveCheckpoint(path, factors, { step, epoch, batch: position }, kept);
  let saved = clock();
  let spent = 0;
  let trained = 0;
  let announced: TrainingEstimate = estimate;
  try {
    for (; epoch < epochs; epoch++, position = 0) {
      const rows = epochRows(epoch);
      for (; position < (perEpoch[epoch] ?? 0);) {
        await between(hooks, options, save);
        const before = clock();
        const part = rows.slice(position * rowsPerStep, (position + 1) * rowsPerStep);
        const batches = batchesOf(examples, part, size.batch, size.time);
        const rate = learningRate(step, schedule);
        const loss = await loraStep(stepper, factors, batches, {
          lossRows: size.lossRows,
          step: step + 1,
          rate,
        });
        if (!Number.isFinite(loss))
          throw new NearmostError('internal', `The loss became ${loss} at step ${step + 1}.`, {
            hint: 'Train with a lower rate.',
          });
        step++;
        position++;
        const tokens = batches.reduce((sum, batch) => sum + batch.tokens, 0);
        const seconds = (clock() - before) / 1000;
        spent += seconds;
        trained += tokens;
        kept = {
          ...kept,
          tokens: kept.tokens + tokens,
          seconds: kept.seconds + seconds,
          first: Number.isFinite(kept.first) ? kept.first : loss,
          last: loss,
        };
        if (announced.seconds === null && spent > 0) {
          announced = { ...estimate, seconds: (kept.seconds / step) * steps };
          hooks.onEstimate?.(announced);
        }
        const tokensPerSecond = spent > 0 ? trained / spent : 0;
        const secondsLeft = (kept.seconds / step) * (steps - step);
        hooks.onProgress?.({ step, steps, epoch, loss, tokensPerSecond, secondsLeft });
        if (clock() - saved >= (options.checkpointSeconds ?? 20) * 1000) {
          save();
          saved = clock();
        }
      }
      const batches = batchesOf(heldOut, rowsOfEpoch(heldOut, size.time, seed, 0), size.batch, size.time);
      kept = { ...kept, heldOut: await meanLoss(stepper, batches, size.lossRows) };
    }
  } finally {
    await stepper.close();
  }
  const file = adapterGguf(architecture, factors, { ...settings, baseSha256: job.baseSha256 });
  writeWhole(job.out, [file]);
  rmSync(path, { force: true });
  return {
    estimate: announced,
    steps: step,
    tokens: kept.tokens,
    seconds: kept.seconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    loss: { first: kept.first, last: kept.last, heldOut: kept.heldOut },
    adapter: {
      path: job.out,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
    },
  };
}

/** Between two steps: waits while it is told to, and stops with the checkpoint written. */
async function between(
  { signal, paused }: TrainingHooks,
  options: RunOptions,
  save: () => void,
): Promise<void> {
  const wait =
    options.wait ?? ((milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds)));
  // messages of a parent are heard between steps: a step itself blocks this thread
  await new Promise((done) => setImmediate(done));
  let waiting = false;
  while (signal?.aborted !== true && paused?.() === true) {
    if (!waiting) save();
    waiting = true;
    await wait(PAUSE_MS);
  }
  if (signal?.aborted !== true) return;
  save();
  throw new NearmostError(
    'cancelled',
    'The training was stopped; it goes on from here when it is run again.',
  );
}

/** Tells one training from another: everything that decides its result. */
function identityOf(job: TrainingJob, size: unknown, accumulate: number): string {
  const { baseSha256, texts, heldOut, settings } = job;
  const all = JSON.stringify([baseSha256, texts, heldOut, settings, size, accumulate]);
  return createHash('sha256').update(all).digest('hex');
}

const keptOf = (found: Checkpoint | null): Kept | null => {
  if (!found) return null;
  const kept = found.extra as Kept;
  // JSON has no NaN
  return { ...kept, first: kept.first ?? Number.NaN, last: kept.last ?? Number.NaN };
};
