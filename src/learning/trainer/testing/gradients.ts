import { RANDOM_ARCHITECTURES, type RandomArchitecture } from '../../../kit/gguf/testing/random-models.ts';
import { modelLogits } from '../architectures/logits.ts';
import type { ModelShape } from '../architectures/model.ts';
import { modelWeights } from '../architectures/weights.ts';
import { Graph, type Value } from '../graph.ts';
import { type Feed, openGraph } from '../ort.ts';
import { crossEntropy } from '../ops/cross-entropy.ts';
import { createRandom, normal } from '../../../kit/random.ts';
import { slopeAt } from './gradient-check.ts';
import { OPERATOR_CASES } from './operator-cases.ts';
import { causalMask } from './own-logits.ts';

/** A model of this architecture small enough for finite differences, with everything that the architecture has. */
export function tinyShape(architecture: RandomArchitecture): ModelShape {
  const gemma = architecture === 'gemma3';
  const pairing = architecture === 'llama' ? 'neighbours' : 'halves';
  const rope = { pairing, base: 10_000, scale: gemma ? 1 / 8 : 1, width: 8 } as const;
  return {
    architecture,
    vocabulary: 24,
    layers: 2,
    width: 16,
    heads: 4,
    kvHeads: 2,
    headWidth: 8,
    inner: 24,
    context: 64,
    epsilon: 1e-5,
    rope,
    local: gemma ? { window: 3, period: 2, rope: { ...rope, base: 100, scale: 1 } } : null,
    queryScale: 1 / Math.sqrt(8),
    embeddingScale: gemma ? 4 : 1,
    activation: gemma ? 'gelu' : 'silu',
    biases: architecture === 'qwen2',
    headNorms: gemma || architecture === 'qwen3',
    postNorms: gemma,
    tied: gemma,
  };
}

/**
 * Gradients of the loss of a whole model against differences, at the largest entry of each weight's gradient and at three
 * others: the worst error relative to the largest.
 */
export async function modelGradientError(shape: ModelShape): Promise<number> {
  const time = 6;
  const graph = new Graph();
  const random = createRandom(7);
  const weights = new Map<string, Value>();
  const feeds = new Map<string, Feed>();
  for (const [name, dimensions] of modelWeights(shape)) {
    weights.set(name, graph.input(name, 'float32', dimensions));
    const length = dimensions.reduce((product, count) => product * count, 1);
    const [mean, deviation] = dimensions.length === 1 ? [1, 0.2] : [0, 0.4];
    const data = Float32Array.from({ length }, () => mean + deviation * normal(random));
    feeds.set(name, { type: 'float32', data, shape: dimensions });
  }
  const whole = (): BigInt64Array =>
    BigInt64Array.from({ length: time }, () => BigInt(Math.floor(random() * shape.vocabulary)));
  feeds.set('ids', { type: 'int64', data: whole(), shape: [time] });
  feeds.set('targets', { type: 'int64', data: whole(), shape: [time] });
  feeds.set('mask', { type: 'float32', data: causalMask(time), shape: [1, 1, time, time] });
  const ids = graph.input('ids', 'int64', [time]);
  const targets = graph.input('targets', 'int64', [time]);
  const logits = modelLogits(graph, shape, { weights, ids, dropout: [], batch: 1, time });
  const even = graph.floats(new Float32Array(time).fill(1), [time]);
  const { loss, logitGradient } = crossEntropy(graph, logits, targets, even);
  const names = [...weights.keys()];
  const gradients = graph.gradients([[logits, logitGradient]], [...weights.values()]);
  for (const [i, gradient] of gradients.entries()) graph.output(`gradient ${names[i]}`, gradient);
  graph.output('loss', loss);

  const session = await openGraph(graph.encode(), 1);
  const first = await session.run(feeds);
  let worst = 0;
  for (const name of names) {
    const gradient = first.get(`gradient ${name}`) as Float32Array;
    const data = feeds.get(name)?.data as Float32Array;
    const largest = gradient.reduce(
      (best, value, i) => (Math.abs(value) > Math.abs(gradient[best] as number) ? i : best),
      0,
    );
    const others = Array.from({ length: 3 }, () => Math.floor(random() * gradient.length));
    for (const at of [largest, ...others]) {
      const slope = await slopeAt(data, at, 1.5e-2, async () => (await session.run(feeds)).get('loss')?.[0]);
      const error = Math.abs((slope - (gradient[at] as number)) / (gradient[largest] as number));
      if (Number.isNaN(error)) throw new Error(`The gradient of ${name} is no number.`);
      worst = Math.max(worst, error);
    }
  }
  await session.close();
  return worst;
}

/** The worst error over every operator alone and every architecture as a whole: the figure of the benchmark. */
export async function measureGradients(): Promise<number> {
  let worst = 0;
  for (const { error } of OPERATOR_CASES) worst = Math.max(worst, await error());
  for (const architecture of RANDOM_ARCHITECTURES)
    worst = Math.max(worst, await modelGradientError(tinyShape(architecture)));
  return worst;
}
