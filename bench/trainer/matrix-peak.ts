import { Graph } from '../../src/learning/trainer/graph.ts';
import { type Feed, openGraph } from '../../src/learning/trainer/ort.ts';
import { createRandom, normal } from '../../src/kit/random.ts';

const SIZE = 1024;

/** Multiplies two 1024 x 1024 matrices of float32 with the trainer's runtime. */
export interface MatrixPeak {
  /** FLOPs per second of `times` products. */
  rate(times: number): Promise<number>;
  close(): Promise<void>;
}

export async function openMatrixPeak(threads: number): Promise<MatrixPeak> {
  const graph = new Graph();
  const shape = [SIZE, SIZE];
  graph.output(
    'c',
    graph.node('MatMul', [graph.input('a', 'float32', shape), graph.input('b', 'float32', shape)], shape),
  );
  const session = await openGraph(graph.encode(), threads);
  const random = createRandom(1);
  const matrix = (): Feed => ({
    type: 'float32',
    data: Float32Array.from({ length: SIZE * SIZE }, () => normal(random)),
    shape,
  });
  const feeds = new Map([
    ['a', matrix()],
    ['b', matrix()],
  ]);
  const into = new Map([['c', matrix()]]);
  return {
    async rate(times) {
      const started = performance.now();
      for (let i = 0; i < times; i++) await session.run(feeds, into);
      return (2 * SIZE ** 3 * times) / ((performance.now() - started) / 1000);
    },
    close: () => session.close(),
  };
}
