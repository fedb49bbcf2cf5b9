import { buildBatch, packRows } from './pack.ts';
import { createStepper } from './stepper.ts';
import type { TrainOptions } from './train.ts';

const TRIALS = 4;

/** Seconds that one training step takes here and now: the median of a few trial gradients, the weights stay as they are. */
export async function estimateStep(options: TrainOptions | Omit<TrainOptions, 'onStep'>): Promise<number> {
  const { batch: size } = options;
  const examples = options.examples(options.from.epoch);
  const rows = packRows(examples, size.time);
  const stepper = await createStepper(options);
  try {
    const times: number[] = [];
    for (let trial = 0; trial <= TRIALS; trial++) {
      const before = options.clock();
      await stepper.gradients(buildBatch(examples, rows.slice(0, size.batch), size.batch, size.time), trial);
      times.push(options.clock() - before);
    }
    // The first run also lays out memory; it does not count.
    return (times.slice(1).sort((a, b) => a - b)[TRIALS / 2] ?? 0) / 1000;
  } finally {
    await stepper.close();
  }
}
