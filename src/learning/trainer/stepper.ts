import { adamW } from './adamw.ts';
import type { AdamWSettings, Trained } from './adamw.ts';
import { createDropoutPool } from './dropout.ts';
import { dropoutSites, llamaWeights } from './architectures/llama.ts';
import type { LlamaShape } from './architectures/llama.ts';
import { GRADIENT, trainingGraph } from './model-graph.ts';
import type { BatchShape } from './model-graph.ts';
import { openGraph } from './ort.ts';
import type { Feed } from './ort.ts';
import type { Batch } from './pack.ts';

export interface StepperOptions {
  readonly shape: LlamaShape;
  readonly batch: BatchShape;
  readonly weights: ReadonlyMap<string, Trained>;
  /** Share of activations left out, 0 to below 1. */
  readonly dropout: number;
  readonly optimiser: AdamWSettings;
  readonly seed: number;
  readonly threads: number;
}

/** Runs training steps on one set of weights. */
export interface Stepper {
  /** Forward, backward and one AdamW step (counted from 0). Returns the loss before the step and the gradient's norm. */
  step(batch: Batch, step: number, rate: number): Promise<{ loss: number; norm: number }>;
  /** Loss and gradients alone. */
  gradients(batch: Batch, step: number): Promise<ReadonlyMap<string, Float32Array>>;
  close(): Promise<void>;
}

/** Builds the training graph for all weights and loads it. The weights are changed in place by `step`. */
export async function createStepper(options: StepperOptions): Promise<Stepper> {
  const { shape, batch: size, weights, seed } = options;
  const rows = size.batch * size.time;
  const sites = options.dropout > 0 ? dropoutSites(shape) : 0;
  const session = await openGraph(trainingGraph(shape, size, sites > 0), options.threads);
  const pool = createDropoutPool(options.dropout, rows * shape.width, seed);
  const fixed = weightFeeds(shape, weights);

  const feedsOf = (batch: Batch, step: number): Map<string, Feed> => {
    const feeds = new Map([...fixed, ...batchFeeds(batch, size)]);
    for (let site = 0; site < sites; site++)
      feeds.set(`dropout.${site}`, {
        type: 'float32',
        data: pool.slice(step, site, rows * shape.width),
        shape: [rows, shape.width],
      });
    return feeds;
  };
  // made once: a step then throws no memory away
  const loss = new Float32Array(1);
  const into = new Map<string, Feed>([['loss', { type: 'float32', data: loss, shape: [] }]]);
  const byWeight = new Map<string, Float32Array>();
  for (const [name, dimensions] of llamaWeights(shape)) {
    const data = new Float32Array(dimensions.reduce((product, count) => product * count, 1));
    byWeight.set(name, data);
    into.set(GRADIENT + name, { type: 'float32', data, shape: dimensions });
  }
  return {
    gradients: (batch, step) => session.run(feedsOf(batch, step)),
    async step(batch, step, rate) {
      await session.run(feedsOf(batch, step), into);
      const norm = adamW(weights, byWeight, step + 1, rate, options.optimiser);
      return { loss: loss[0] as number, norm };
    },
    close: () => session.close(),
  };
}

/** Feeds of all weights; they share memory with the weights. */
export function weightFeeds(
  shape: LlamaShape,
  weights: ReadonlyMap<string, Pick<Trained, 'value'>>,
): Map<string, Feed> {
  const feeds = new Map<string, Feed>();
  for (const [name, dimensions] of llamaWeights(shape)) {
    const tensor = weights.get(name);
    if (!tensor) throw new Error(`The model has no weight ${name}.`);
    feeds.set(name, { type: 'float32', data: tensor.value, shape: dimensions });
  }
  return feeds;
}

/** Feeds of one batch. */
export function batchFeeds(batch: Batch, { batch: rows, time }: BatchShape): Map<string, Feed> {
  const flat = [rows * time];
  return new Map<string, Feed>([
    ['ids', { type: 'int64', data: batch.ids, shape: flat }],
    ['targets', { type: 'int64', data: batch.targets, shape: flat }],
    ['weights', { type: 'float32', data: batch.weights, shape: flat }],
    ['mask', { type: 'float32', data: batch.mask, shape: [rows, 1, time, time] }],
  ]);
}
