import { NearmostError } from '../../../contract/index.ts';
import type { Architecture } from '../architectures/model.ts';
import type { LoraSettings } from '../job.ts';
import { liveBytes } from './live-bytes.ts';
import { loraGraph, loraWeights } from './lora-graph.ts';
import type { LoraGraphSize } from './lora-graph.ts';

/** How a job is cut into micro-batches. */
export interface LoraPlan {
  readonly size: LoraGraphSize;
  /** Micro-batches of one optimiser step. */
  readonly accumulate: number;
  /** Estimate of the most bytes the process holds. */
  readonly memoryBytes: number;
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

/**
 * The largest micro-batch that fits `memoryBytes`: fewer rows first, then activations that are computed twice.
 * @param longest positions of the longest text
 * @param lossRows most positions with a loss in a micro-batch of so many rows
 * @throws NearmostError `model_too_big` saying what is needed
 */
export function planLora(
  base: Architecture,
  settings: Pick<LoraSettings, 'rank' | 'alpha' | 'stepTokens'>,
  longest: number,
  memoryBytes: number,
  lossRows: (rows: number, time: number) => number,
): LoraPlan {
  const time = Math.max(LEAST_TIME, Math.ceil(longest / GRAIN) * GRAIN);
  const most = Math.max(1, Math.round(settings.stepTokens / time));
  let least = Number.POSITIVE_INFINITY;
  for (const checkpointing of [false, true])
    for (let rows = Math.min(most, 16); rows >= 1; rows = Math.floor(rows / 2)) {
      const { rank, alpha } = settings;
      const size = { batch: rows, time, lossRows: lossRows(rows, time), rank, alpha, checkpointing };
      const bytes = peakBytes(base, size);
      if (bytes <= memoryBytes)
        return { size, accumulate: Math.max(1, Math.round(most / rows)), memoryBytes: bytes };
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
