import { NearmostError } from '../../../contract/index.ts';
import type { Architecture } from '../architectures/model.ts';
import type { LoraSettings } from '../job.ts';
import { liveBytes } from './live-bytes.ts';
import { loraGraph, loraWeights } from './lora-graph.ts';
import type { LoraGraphSize } from './lora-graph.ts';

/** How a job is cut into micro-batches. */
export interface LoraPlan {
  readonly size: LoraGraphSize;
  /** Estimate of the most bytes the process holds. */
  readonly memoryBytes: number;
}

/** The part of a plan that the memory decides: it changes the result in its last bits only. */
export type MicroBatchPlan = Pick<LoraGraphSize, 'batch' | 'checkpointing'>;

/** Packed rows that the texts of a job are cut into, and how many make an optimiser step. */
export interface RowPlan {
  readonly time: number;
  readonly perStep: number;
}

/** What a process with the runtime holds before any model, in bytes. */
const RESTING = 150e6;
/** What a node takes in the runtime and while its graph is written: measured on graphs of 370 to 9,000. */
const NODE = 25e3;
/** The runtime's blocks leave gaps between them: measured on 2 to 32 layers, 1.15 to 1.3 times the live tensors. */
const GAPS = 1.25;
/** Positions of a row are a multiple of this. */
const GRAIN = 32;
const LEAST_TIME = 64;
/** More rows at once are no faster. */
const MOST_ROWS = 16;

/** Most bytes of a process that trains with this graph: weights as float32, factors with moments, activations, logits. */
function peakBytes(base: Architecture, size: LoraGraphSize): number {
  const count = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
  const weights = [...base.weights.values()].reduce((sum, shape) => sum + count(shape) * 4, 0);
  // value, two moments, gradient, its sum over micro-batches, and the copy inside the runtime
  const factors = [...loraWeights(base, size.rank).values()].reduce(
    (sum, shape) => sum + count(shape) * 24,
    0,
  );
  const { steps } = loraGraph(base, size, true);
  return Math.round(RESTING + weights + factors + NODE * steps.length + GAPS * liveBytes(steps));
}

/** @param longest positions of the longest text */
export function planRows(longest: number, stepTokens: number): RowPlan {
  const time = Math.max(LEAST_TIME, Math.ceil(longest / GRAIN) * GRAIN);
  return { time, perStep: Math.max(1, Math.round(stepTokens / time)) };
}

/**
 * The largest micro-batch that fits `memoryBytes`: fewer rows first, then activations that are computed twice.
 * @param lossRows most positions with a loss in a micro-batch of so many rows
 * @param earlier the plan of an earlier run of the same job, taken again where it fits: the result is then the same bit by bit
 * @throws NearmostError `model_too_big` saying what is needed
 */
export function planLora(
  base: Architecture,
  { rank, alpha }: Pick<LoraSettings, 'rank' | 'alpha'>,
  { time, perStep }: RowPlan,
  memoryBytes: number,
  lossRows: (rows: number) => number,
  earlier?: MicroBatchPlan,
): LoraPlan {
  let least = Number.POSITIVE_INFINITY;
  for (const { batch, checkpointing } of [...(earlier ? [earlier] : []), ...choices(perStep)]) {
    const size = { batch, time, lossRows: lossRows(batch), rank, alpha, checkpointing };
    const bytes = peakBytes(base, size);
    if (bytes <= memoryBytes) return { size, memoryBytes: bytes };
    least = Math.min(least, bytes);
  }
  const mb = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  throw new NearmostError(
    'model_too_big',
    `Training this adapter needs ${mb(least)} of memory even one text at a time (${time} tokens long), ${mb(memoryBytes)} are allowed.`,
    {
      hint: 'Allow more memory, leave out the longest texts, or choose a smaller base.',
      param: 'memoryBytes',
    },
  );
}

function choices(perStep: number): MicroBatchPlan[] {
  const rows: number[] = [];
  for (let count = Math.min(perStep, MOST_ROWS); count >= 1; count = Math.floor(count / 2)) rows.push(count);
  return [false, true].flatMap((checkpointing) => rows.map((batch) => ({ batch, checkpointing })));
}
