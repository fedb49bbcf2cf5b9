import { Graph } from '../graph.ts';
import type { Value } from '../graph.ts';
import { openGraph } from '../ort.ts';
import type { Feed } from '../ort.ts';
import { createRandom, normal } from '../random.ts';

/** Seeded normal numbers. */
function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => normal(random));
}

/**
 * Checks an operator: the loss is the sum of its output times fixed random numbers. Every entry of every input gradient
 * is compared with a central difference; returns the worst error relative to the largest entry of that gradient.
 */
export async function worstGradientError(
  shapes: readonly (readonly number[])[],
  build: (graph: Graph, inputs: readonly Value[]) => Value,
): Promise<number> {
  const graph = new Graph();
  const inputs = shapes.map((shape, i) => graph.input(`x${i}`, 'float32', shape));
  const y = build(graph, inputs);
  const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
  const seedGradient = graph.floats(noise(count(y.shape), 99), y.shape);
  const axes = graph.ints(y.shape.map((_, i) => i));
  const product = graph.node('Mul', [y, seedGradient], y.shape);
  graph.output('loss', graph.node('ReduceSum', [product, axes], [], { keepdims: 0 }));
  for (const [i, gradient] of graph.gradients([[y, seedGradient]], inputs).entries())
    graph.output(`g${i}`, gradient);

  const session = await openGraph(graph.encode(), 1);
  const data = shapes.map((shape, i) => noise(count(shape), i + 1));
  const feeds = new Map(
    shapes.map((shape, i): [string, Feed] => [
      `x${i}`,
      { type: 'float32', data: data[i] as Float32Array, shape },
    ]),
  );
  const lossOf = async (): Promise<number> => (await session.run(feeds)).get('loss')?.[0] ?? Number.NaN;
  const first = await session.run(feeds);
  let worst = 0;
  const step = 1e-2;
  for (const [i, values] of data.entries()) {
    const gradient = first.get(`g${i}`) ?? new Float32Array();
    const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    for (let j = 0; j < values.length; j++) {
      const kept = values[j] as number;
      values[j] = kept + step;
      const above = await lossOf();
      values[j] = kept - step;
      const below = await lossOf();
      values[j] = kept;
      worst = Math.max(worst, Math.abs((above - below) / (2 * step) - (gradient[j] as number)) / largest);
    }
  }
  await session.close();
  return worst;
}
