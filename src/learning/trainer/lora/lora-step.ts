import { NearmostError } from '../../../contract/index.ts';
import { adamW } from '../adamw.ts';
import type { AdamWSettings, Trained } from '../adamw.ts';
import type { Batch } from '../pack.ts';
import type { LoraStepper } from './lora-stepper.ts';
import { countLossRows, microBatch } from './micro-batch.ts';

const OPTIMISER: AdamWSettings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, clip: 1 };

/**
 * One optimiser step over several micro-batches: each token with a loss weighs the same. Returns the loss before the step.
 * @throws NearmostError `invalid_request` when loss or gradients are no numbers; the factors are then spoilt, a checkpoint is not
 */
export async function loraStep(
  stepper: LoraStepper,
  factors: ReadonlyMap<string, Trained>,
  batches: readonly Batch[],
  { lossRows, step, rate }: { lossRows: number; step: number; rate: number },
): Promise<number> {
  const weight =
    1 /
    Math.max(
      1,
      batches.reduce((sum, batch) => sum + countLossRows(batch), 0),
    );
  let loss = 0;
  for (const [i, batch] of batches.entries())
    loss += await stepper.run(microBatch(batch, lossRows, weight), i > 0);
  const norm = adamW(factors, stepper.gradients, step, rate, OPTIMISER);
  if (!Number.isFinite(loss) || !Number.isFinite(norm))
    throw new NearmostError(
      'invalid_request',
      `Training went astray at step ${step}: the loss is ${loss}, the length of its gradient ${norm}.`,
      { hint: 'Train with a lower rate; the base itself may hold numbers that are none.', param: 'rate' },
    );
  return loss;
}

/** Mean loss of `batches` by token; null when they hold none. */
export async function meanLoss(
  stepper: LoraStepper,
  batches: readonly Batch[],
  lossRows: number,
): Promise<number | null> {
  const total = batches.reduce((sum, batch) => sum + countLossRows(batch), 0);
  if (total === 0) return null;
  let loss = 0;
  for (const batch of batches) loss += await stepper.loss(microBatch(batch, lossRows, 1 / total));
  return loss;
}
