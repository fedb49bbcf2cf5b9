import { createHash } from 'node:crypto';
import { NearmostError } from '../../../contract/index.ts';
import type { TrainingEstimate, TrainingJob } from '../job.ts';
import type { Batch, Example } from '../pack.ts';
import { type LoadedBase, loadBase } from './load-base.ts';
import { batchesOf, examplesOf, mostLossRows, rowsOfEpoch } from './lora-data.ts';
import type { LoraGraphSize } from './lora-graph.ts';
import { planLora } from './plan.ts';

/** A job laid out, before anything large is in memory. */
export interface PreparedJob {
  readonly base: LoadedBase;
  readonly size: LoraGraphSize;
  readonly estimate: TrainingEstimate;
  /** Optimiser steps of each pass. */
  readonly stepsOf: readonly number[];
  /** Tells one training from another: a digest of everything that decides its result. */
  readonly identity: string;
  /** The micro-batches of each step of a pass. */
  batches(epoch: number): (step: number) => Batch[];
  /** Those of the texts that are only measured. */
  heldOut(): Batch[];
}

/** Checks base and texts, and fits the job to its memory. @throws NearmostError, see {@link loadBase}, {@link planLora} */
export async function prepareJob(job: TrainingJob): Promise<PreparedJob> {
  const { seed, epochs } = job.settings;
  if (job.texts.length === 0)
    throw new NearmostError('invalid_request', 'There is no text to train on.', { param: 'texts' });
  const base = await loadBase(job.base, job.baseSha256);
  const { architecture } = base;
  const examples = examplesOf(job.texts, architecture.shape);
  const heldOut = examplesOf(job.heldOut, architecture.shape);
  const positions = ({ tokens }: Example): number => tokens.length - 1;
  const longest = [...examples, ...heldOut].reduce((most, text) => Math.max(most, positions(text)), 1);
  const plan = planLora(architecture, job.settings, longest, job.memoryBytes, (rows, time) =>
    Math.max(
      mostLossRows(examples, { rows, time, seed, epochs }),
      mostLossRows(heldOut, { rows, time, seed, epochs: 1 }),
    ),
  );
  const { size, accumulate } = plan;
  const rowsPerStep = size.batch * accumulate;
  const stepsOf = Array.from({ length: epochs }, (_, epoch) =>
    Math.ceil(rowsOfEpoch(examples, size.time, seed, epoch).length / rowsPerStep),
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
      plan: { rows: size.batch, time: size.time, checkpointing: size.checkpointing },
    },
    identity: identityOf(job, [size, accumulate]),
    batches(epoch) {
      const rows = rowsOfEpoch(examples, size.time, seed, epoch);
      return (step) => {
        const part = rows.slice(step * rowsPerStep, (step + 1) * rowsPerStep);
        return batchesOf(examples, part, size.batch, size.time);
      };
    },
    heldOut: () => batchesOf(heldOut, rowsOfEpoch(heldOut, size.time, seed, 0), size.batch, size.time),
  };
}

function identityOf({ baseSha256, texts, heldOut, settings }: TrainingJob, plan: readonly unknown[]): string {
  const all = JSON.stringify([baseSha256, texts, heldOut, settings, plan]);
  return createHash('sha256').update(all).digest('hex');
}
