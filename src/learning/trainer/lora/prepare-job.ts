import { createHash } from 'node:crypto';
import { NearmostError } from '../../../contract/index.ts';
import type { TrainingEstimate, TrainingJob } from '../job.ts';
import type { Batch, Example } from '../pack.ts';
import { type LoadedBase, loadBase } from './load-base.ts';
import { batchesOf, examplesOf, mostLossRows, rowsOfEpoch } from './lora-data.ts';
import type { LoraGraphSize } from './lora-graph.ts';
import { type MicroBatchPlan, planLora, planRows } from './plan.ts';

/** A job laid out, before anything large is in memory. */
export interface PreparedJob {
  readonly base: LoadedBase;
  readonly size: LoraGraphSize;
  readonly estimate: TrainingEstimate;
  /** Optimiser steps of each pass. */
  readonly stepsOf: readonly number[];
  /** The micro-batches of each step of a pass. */
  batches(epoch: number): (step: number) => Batch[];
  /** Those of the texts that are only measured. */
  heldOut(): Batch[];
}

/**
 * Checks base and texts, and fits the job to its memory.
 * @param earlier asked once base and texts are found to be good: how an earlier run of this job was cut
 * @throws NearmostError, see {@link loadBase}, {@link planLora}
 */
export async function prepareJob(
  job: TrainingJob,
  earlier: () => MicroBatchPlan | undefined,
): Promise<PreparedJob> {
  const { seed, epochs, stepTokens } = job.settings;
  if (job.texts.length === 0)
    throw new NearmostError('invalid_request', 'There is no text to train on.', { param: 'texts' });
  const base = await loadBase(job.base, job.baseSha256, job.settings.matrices);
  const { architecture } = base;
  const examples = examplesOf(job.texts, architecture.shape);
  const heldOut = examplesOf(job.heldOut, architecture.shape);
  const positions = ({ tokens }: Example): number => tokens.length - 1;
  const longest = [...examples, ...heldOut].reduce((most, text) => Math.max(most, positions(text)), 1);
  const rowPlan = planRows(longest, stepTokens);
  const { time, perStep } = rowPlan;
  const lossRows = (rows: number): number =>
    Math.max(
      mostLossRows(examples, { rows, time, perStep, seed, epochs }),
      mostLossRows(heldOut, { rows, time, perStep: rows, seed, epochs: 1 }),
    );
  const plan = planLora(architecture, job.settings, rowPlan, job.memoryBytes, lossRows, earlier());
  const { size } = plan;
  const stepsOf = Array.from({ length: epochs }, (_, epoch) =>
    Math.ceil(rowsOfEpoch(examples, time, seed, epoch).length / perStep),
  );
  return {
    base,
    size,
    stepsOf,
    estimate: {
      steps: stepsOf.reduce((sum, count) => sum + count, 0),
      tokens: epochs * examples.reduce((sum, text) => sum + positions(text), 0),
      memoryBytes: plan.memoryBytes,
      seconds: null,
      plan: { rows: size.batch, time, checkpointing: size.checkpointing },
    },
    batches(epoch) {
      const rows = rowsOfEpoch(examples, time, seed, epoch);
      return (step) =>
        batchesOf(examples, rows.slice(step * perStep, (step + 1) * perStep), size.batch, time);
    },
    heldOut: () => batchesOf(heldOut, rowsOfEpoch(heldOut, time, seed, 0), size.batch, time),
  };
}

/** Tells one training from another: a digest of everything that decides its result, but the memory. */
export function identityOf({ baseSha256, texts, heldOut, settings }: TrainingJob): string {
  const all = JSON.stringify([baseSha256, texts, heldOut, settings]);
  return createHash('sha256').update(all).digest('hex');
}
