import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCheckpoint, saveCheckpoint, writeWhole } from '../checkpoint.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { TrainingHooks, TrainingJob, TrainingReport } from '../job.ts';
import { loadRuntime } from '../ort.ts';
import { peakMemory } from '../peak-memory.ts';
import { learningRate } from '../schedule.ts';
import { adapterGguf } from './adapter-gguf.ts';
import { betweenSteps, refuseStopped } from './between-steps.ts';
import { freshFactors } from './lora-factors.ts';
import { loraStep, meanLoss } from './lora-step.ts';
import { createLoraStepper } from './lora-stepper.ts';
import type { MicroBatchPlan } from './plan.ts';
import { identityOf, prepareJob } from './prepare-job.ts';

/** What a run keeps in its checkpoint beside the factors. */
interface Kept {
  readonly job: string;
  readonly plan: MicroBatchPlan;
  tokens: number;
  seconds: number;
  first: number | null;
  last: number | null;
  heldOut: number | null;
}

export interface RunOptions {
  /** Milliseconds, any origin. Default: `performance.now`. */
  readonly clock?: () => number;
  /** Least seconds between two checkpoints; default 20. 0: after each step. */
  readonly checkpointSeconds?: number;
}

const WARMUP = 0.05;
const FLOOR = 0.1;
const CHECKPOINT = 'checkpoint.bin';

/** Does a whole job in this process: see {@link TrainingJob}. It goes on from the checkpoint of an earlier run of the same job. */
export async function runJob(
  job: TrainingJob,
  hooks: TrainingHooks = {},
  { clock = () => performance.now(), checkpointSeconds = 20 }: RunOptions = {},
): Promise<TrainingReport> {
  const { settings } = job;
  await loadRuntime();
  const path = join(job.folder, CHECKPOINT);
  const identity = identityOf(job);
  let found = null as Checkpoint | null;
  const prepared = await prepareJob(job, () => {
    const look = findCheckpoint(path, (old) => (old.extra as Kept | undefined)?.job === identity);
    if (look.unusable !== null) hooks.onNote?.(`${look.unusable} The training starts anew.`);
    ({ found } = look);
    return keptOf(found)?.plan;
  });
  const { base, size, stepsOf } = prepared;
  const { steps } = prepared.estimate;
  let { estimate } = prepared;
  hooks.onEstimate?.(estimate);
  mkdirSync(job.folder, { recursive: true });
  const factors = found?.weights ?? freshFactors(base.architecture, settings.rank, settings.seed);
  const plan = { batch: size.batch, checkpointing: size.checkpointing };
  const before = keptOf(found);
  if (before && (before.plan.batch !== plan.batch || before.plan.checkpointing !== plan.checkpointing))
    hooks.onNote?.('There is less memory than before: the rest is computed in smaller parts.');
  const kept: Kept = {
    ...(before ?? { job: identity, tokens: 0, seconds: 0, first: null, last: null, heldOut: null }),
    plan,
  };
  let { step, epoch, batch: position } = found?.progress ?? { step: 0, epoch: 0, batch: 0 };
  const save = (): void => saveCheckpoint(path, factors, { step, epoch, batch: position }, kept);

  // the base was read through, the numbers of a large one take a while as well
  refuseStopped(hooks.signal);
  const stepper = await createLoraStepper({
    base: base.architecture,
    size,
    values: base.values(),
    factors,
    threads: job.threads,
  });
  const schedule = { peak: settings.rate, warmup: Math.ceil(steps * WARMUP), steps, floor: FLOOR };
  let saved = clock();
  // of this run alone: an earlier one may have had a busier machine
  let spent = 0;
  let trained = 0;
  try {
    for (; epoch < settings.epochs; epoch++, position = 0) {
      const batchesOf = prepared.batches(epoch);
      for (; position < (stepsOf[epoch] ?? 0);) {
        await betweenSteps(hooks, save);
        const started = clock();
        const batches = batchesOf(position);
        const rate = learningRate(step, schedule);
        const loss = await loraStep(stepper, factors, batches, {
          lossRows: size.lossRows,
          step: step + 1,
          rate,
        });
        step++;
        position++;
        const tokens = batches.reduce((sum, batch) => sum + batch.tokens, 0);
        const seconds = (clock() - started) / 1000;
        spent += seconds;
        trained += tokens;
        kept.tokens += tokens;
        kept.seconds += seconds;
        kept.first ??= loss;
        kept.last = loss;
        if (clock() - saved >= checkpointSeconds * 1000) {
          save();
          saved = clock();
        }
        if (estimate.seconds === null && spent > 0) {
          estimate = { ...prepared.estimate, seconds: (kept.seconds / step) * steps };
          hooks.onEstimate?.(estimate);
        }
        hooks.onProgress?.({
          step,
          steps,
          epoch,
          loss,
          tokensPerSecond: spent > 0 ? trained / spent : 0,
          secondsLeft: (kept.seconds / step) * (steps - step),
        });
      }
      kept.heldOut = await meanLoss(stepper, prepared.heldOut(), size.lossRows);
    }
  } finally {
    await stepper.close();
  }
  const file = adapterGguf(base.architecture, factors, { ...settings, baseSha256: job.baseSha256 });
  // the adapter may go to another disk than the checkpoint, and find no room
  save();
  mkdirSync(dirname(job.out), { recursive: true });
  writeWhole(job.out, [file]);
  rmSync(path, { force: true });
  return {
    estimate,
    steps: step,
    tokens: kept.tokens,
    seconds: kept.seconds,
    peakMemoryBytes: peakMemory(),
    loss: { first: kept.first ?? Number.NaN, last: kept.last ?? Number.NaN, heldOut: kept.heldOut },
    adapter: {
      path: job.out,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
    },
  };
}

const keptOf = (found: Checkpoint | null): Kept | undefined => found?.extra as Kept | undefined;
