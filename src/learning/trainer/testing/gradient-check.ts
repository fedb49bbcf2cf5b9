import { Graph } from '../graph.ts';
import type { Value } from '../graph.ts';
import { openGraph } from '../ort.ts';
import type { Feed } from '../ort.ts';
import { createRandom, normal } from '../../../kit/random.ts';

/** A loss and its gradient with respect to each input, as nodes of one graph. */
export interface LossAndGradients {
  readonly loss: Value;
  readonly gradients: readonly Value[];
}

/** Seeded normal numbers. */
function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => normal(random));
}
const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/**
 * Checks an operator: the loss is the sum of its output times fixed random numbers. Every entry of every input gradient
 * is compared with a central difference; returns the worst error relative to the largest entry of that gradient.
 */
export function worstGradientError(
  shapes: readonly (readonly number[])[],
  build: (graph: Graph, inputs: readonly Value[]) => Value,
): Promise<number> {
  return worstLossGradientError(shapes, (graph, inputs) => {
    const y = build(graph, inputs);
    const seedGradient = graph.floats(noise(count(y.shape), 99), y.shape);
    const product = graph.node('Mul', [y, seedGradient], y.shape);
    const loss = graph.node('ReduceSum', [product, graph.ints(y.shape.map((_, i) => i))], [], {
      keepdims: 0,
    });
    return { loss, gradients: graph.gradients([[y, seedGradient]], inputs) };
  });
}

/** The same for something that computes a loss and its gradients itself. */
export async function worstLossGradientError(
  shapes: readonly (readonly number[])[],
  build: (graph: Graph, inputs: readonly Value[]) => LossAndGradients,
): Promise<number> {
  const graph = new Graph();
  const { loss, gradients } = build(
    graph,
    shapes.map((shape, i) => graph.input(`x${i}`, 'float32', shape)),
  );
  graph.output('loss', loss);
  for (const [i, gradient] of gradients.entries()) graph.output(`g${i}`, gradient);

  const session = await openGraph(graph.encode(), 1);
  const data = shapes.map((shape, i) => noise(count(shape), i + 1));
  const feeds = new Map(
    shapes.map((shape, i): [string, Feed] => [
      `x${i}`,
      { type: 'float32', data: data[i] as Float32Array, shape },
    ]),
  );
  const first = await session.run(feeds);
  let worst = 0;
  for (const [i, values] of data.entries()) {
    const gradient = first.get(`g${i}`) ?? new Float32Array();
    const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    for (const j of values.keys()) {
      const difference = await slopeAt(
        values,
        j,
        3e-2,
        async () => (await session.run(feeds)).get('loss')?.[0],
      );
      worst = Math.max(worst, Math.abs(difference - (gradient[j] ?? Number.NaN)) / largest);
      if (Number.isNaN(worst)) throw new Error(`Entry ${j} of input ${i} has no gradient.`);
    }
  }
  await session.close();
  return worst;
}

/**
 * Slope of `loss` along one number, from two central differences: what the wider one has too much of curvature is taken off
 * the narrower one.
 */
export async function slopeAt(
  values: Float32Array,
  at: number,
  step: number,
  loss: () => Promise<number | undefined>,
): Promise<number> {
  const kept = values[at] as number;
  const lossWith = async (value: number): Promise<number> => {
    values[at] = value;
    return (await loss()) ?? Number.NaN;
  };
  const slope = async (width: number): Promise<number> =>
    ((await lossWith(kept + width)) - (await lossWith(kept - width))) / (2 * width);
  const result = (4 * (await slope(step)) - (await slope(2 * step))) / 3;
  values[at] = kept;
  return result;
}
