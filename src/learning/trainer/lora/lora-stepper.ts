import type { Trained } from '../adamw.ts';
import { GRADIENT } from '../model-graph.ts';
import { openGraph } from '../ort.ts';
import type { Feed } from '../ort.ts';
import type { Architecture } from '../architectures/model.ts';
import { headBlocks, loraGraph, loraWeights } from './lora-graph.ts';
import type { LoraGraphSize } from './lora-graph.ts';
import type { MicroBatch } from './micro-batch.ts';

export interface LoraStepperOptions {
  readonly base: Architecture;
  readonly size: LoraGraphSize;
  /** The base's weights as float32; never changed, and shared with the runtime. */
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly factors: ReadonlyMap<string, Pick<Trained, 'value'>>;
  readonly threads: number;
}

/** Runs micro-batches on a frozen base and its low-rank factors (read at each call). */
export interface LoraStepper {
  /**
   * Forward and backward. The gradients stand in `gradients` until the next call; with `add` they are added to those that
   * stand there. Returns the loss.
   */
  run(batch: MicroBatch, add?: boolean): Promise<number>;
  /** Forward alone. */
  loss(batch: MicroBatch): Promise<number>;
  /** By name of the factor. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  close(): Promise<void>;
}

/** Builds the graph of a micro-batch and loads it. */
export async function createLoraStepper(options: LoraStepperOptions): Promise<LoraStepper> {
  const { base, size } = options;
  const session = await openGraph(loraGraph(base, size, true).encode(), options.threads);
  const fixed = fixedFeeds(options);
  const loss: Feed = { type: 'float32', data: new Float32Array(1), shape: [] };
  const shapes = loraWeights(base, size.rank);
  const outputs = (): { arrays: Map<string, Float32Array>; into: Map<string, Feed> } => {
    const arrays = new Map<string, Float32Array>();
    const into = new Map<string, Feed>([['loss', loss]]);
    for (const [name, shape] of shapes) {
      const data = new Float32Array(shape[0] * shape[1]);
      arrays.set(name, data);
      into.set(GRADIENT + name, { type: 'float32', data, shape });
    }
    return { arrays, into };
  };
  const sums = outputs();
  // made once, when it is needed: memory that is thrown away at each step stays for a while
  let parts: ReturnType<typeof outputs> | undefined;
  const run = async (batch: MicroBatch, into: ReadonlyMap<string, Feed>): Promise<number> => {
    await session.run(new Map([...fixed, ...microBatchFeeds(batch, size)]), into);
    return (loss.data as Float32Array)[0] as number;
  };
  return {
    async run(batch, add = false) {
      if (!add) return run(batch, sums.into);
      parts ??= outputs();
      const result = await run(batch, parts.into);
      for (const [name, sum] of sums.arrays) addTo(sum, parts.arrays.get(name) as Float32Array);
      return result;
    },
    loss: (batch) => run(batch, new Map([['loss', loss]])),
    gradients: sums.arrays,
    close: () => session.close(),
  };
}

function addTo(sum: Float32Array, part: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + part[i]!;
}

/** Feeds of everything that is the same in each micro-batch: the base, its head in blocks, the factors. */
function fixedFeeds({ base, size, values, factors }: LoraStepperOptions): Map<string, Feed> {
  const feeds = new Map<string, Feed>();
  const valueOf = (name: string): Float32Array => {
    const value = values.get(name);
    if (!value) throw new Error(`The model has no weight ${name}.`);
    return value;
  };
  for (const [name, shape] of base.weights) feeds.set(name, { type: 'float32', data: valueOf(name), shape });
  const head = valueOf(base.head);
  const [, width] = base.weights.get(base.head) as readonly [number, number];
  for (const { name, first, rows } of headBlocks(base))
    feeds.set(name, {
      type: 'float32',
      data: head.subarray(first * width, (first + rows) * width),
      shape: [rows, width],
    });
  for (const [name, shape] of loraWeights(base, size.rank)) {
    const factor = factors.get(name);
    if (!factor) throw new Error(`There is no factor ${name}.`);
    feeds.set(name, { type: 'float32', data: factor.value, shape });
  }
  return feeds;
}

function microBatchFeeds(
  batch: MicroBatch,
  { batch: rows, time, lossRows }: LoraGraphSize,
): Map<string, Feed> {
  return new Map<string, Feed>([
    ['ids', { type: 'int64', data: batch.ids, shape: [rows * time] }],
    ['mask', { type: 'float32', data: batch.mask, shape: [rows, 1, time, time] }],
    ['rows', { type: 'int64', data: batch.rows, shape: [lossRows] }],
    ['targets', { type: 'int64', data: batch.targets, shape: [lossRows] }],
    ['weights', { type: 'float32', data: batch.weights, shape: [lossRows] }],
  ]);
}
