import type { AdamWSettings, Trained } from './adamw.ts';
import type { Progress } from './checkpoint.ts';
import type { LlamaShape } from './architectures/llama.ts';
import type { BatchShape } from './model-graph.ts';
import { buildBatch, packRows } from './pack.ts';
import type { Example } from './pack.ts';
import { createRandom, shuffled } from '../../kit/random.ts';
import { learningRate } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { createStepper } from './stepper.ts';

export interface TrainOptions {
  readonly shape: LlamaShape;
  readonly batch: BatchShape;
  readonly weights: ReadonlyMap<string, Trained>;
  /** Where to start: all zero for a fresh run. */
  readonly from: Progress;
  readonly schedule: Schedule;
  readonly optimiser: AdamWSettings;
  readonly dropout: number;
  readonly seed: number;
  readonly threads: number;
  /** The examples of one pass; must be a function of the epoch alone, or a resumed run differs. */
  readonly examples: (epoch: number) => readonly Example[];
  /** Milliseconds, any origin. */
  readonly clock: () => number;
  /** Called after each step; may save a checkpoint or evaluate. Returns false to stop early. */
  readonly onStep: (report: StepReport) => Promise<boolean> | boolean;
}

/** What one step did. */
interface StepReport {
  /** The position after the step: what a checkpoint must hold. */
  readonly progress: Progress;
  readonly loss: number;
  /** Norm of the gradient before clipping. */
  readonly norm: number;
  readonly rate: number;
  /** Tokens per second since the start of this run. */
  readonly tokensPerSecond: number;
  /** Estimated seconds to the last step. */
  readonly secondsLeft: number;
}

/**
 * Trains all weights in place until the schedule's last step, or until `onStep` says stop.
 * The same options give the same weights, also when the run is interrupted and continued from a checkpoint.
 */
export async function train(options: TrainOptions): Promise<Progress> {
  const { batch: size, schedule, seed } = options;
  const stepper = await createStepper(options);
  const started = options.clock();
  let { step, epoch, batch: position } = options.from;
  let tokens = 0;
  try {
    while (step < schedule.steps) {
      const examples = options.examples(epoch);
      const rows = shuffled(createRandom(seed, epoch, 0xba), packRows(examples, size.time));
      const batches = Math.floor(rows.length / size.batch);
      if (batches === 0) throw new RangeError('One pass over the data does not fill a batch.');
      for (; position < batches && step < schedule.steps;) {
        const part = rows.slice(position * size.batch, (position + 1) * size.batch);
        const batch = buildBatch(examples, part, size.batch, size.time);
        const rate = learningRate(step, schedule);
        const { loss, norm } = await stepper.step(batch, step, rate);
        step++;
        position++;
        tokens += batch.tokens;
        const seconds = (options.clock() - started) / 1000;
        const progress = { step, epoch, batch: position };
        const secondsLeft = (seconds / (step - options.from.step)) * (schedule.steps - step);
        const report = { progress, loss, norm, rate, tokensPerSecond: tokens / seconds, secondsLeft };
        if (!(await options.onStep(report))) return progress;
      }
      if (position >= batches) {
        epoch++;
        position = 0;
      }
    }
    return { step, epoch, batch: position };
  } finally {
    await stepper.close();
  }
}
