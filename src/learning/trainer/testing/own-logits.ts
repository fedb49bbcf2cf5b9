import { readGguf } from '../../../kit/gguf/read.ts';
import { readTensor, tensorNamed } from '../../../kit/gguf/read-tensor.ts';
import { modelLogits } from '../architectures/logits.ts';
import type { ModelShape } from '../architectures/model.ts';
import { readShape } from '../architectures/read-shape.ts';
import { modelWeights } from '../architectures/weights.ts';
import { Graph, type Value } from '../graph.ts';
import { type Feed, openGraph } from '../ort.ts';

/** A mask with which every position sees itself and all before it. */
export function causalMask(time: number): Float32Array {
  const mask = new Float32Array(time * time).fill(-1e9);
  for (let t = 0; t < time; t++) mask.fill(0, t * time, t * time + t + 1);
  return mask;
}

/** What is computed otherwise than the file says. */
export interface Changes {
  readonly shape?: (shape: ModelShape) => ModelShape;
  readonly weight?: (name: string, values: Float32Array) => Float32Array;
}

/** Our own probabilities of the token that follows each of `tokens`, for the model in a GGUF file. */
export async function ownProbabilities(
  path: string,
  tokens: readonly number[],
  { shape: reshaped = (same) => same, weight = (_, same) => same }: Changes = {},
): Promise<Float32Array[]> {
  const header = await readGguf(path);
  const shape = reshaped(readShape(path, header));
  const time = tokens.length;
  const graph = new Graph();
  const weights = new Map<string, Value>();
  const feeds = new Map<string, Feed>([
    ['ids', { type: 'int64', data: BigInt64Array.from(tokens, BigInt), shape: [time] }],
    ['mask', { type: 'float32', data: causalMask(time), shape: [1, 1, time, time] }],
  ]);
  for (const [name, dimensions] of modelWeights(shape)) {
    weights.set(name, graph.input(name, 'float32', dimensions));
    const data = weight(name, readTensor(path, header, tensorNamed(header, name)));
    feeds.set(name, { type: 'float32', data, shape: dimensions });
  }
  const ids = graph.input('ids', 'int64', [time]);
  const logits = modelLogits(graph, shape, { weights, ids, dropout: [], batch: 1, time });
  graph.output('probabilities', graph.node('Softmax', [logits], logits.shape, { axis: -1 }));
  const session = await openGraph(graph.encode(), 1);
  const all = (await session.run(feeds)).get('probabilities') ?? new Float32Array();
  await session.close();
  return tokens.map((_, i) => all.slice(i * shape.vocabulary, (i + 1) * shape.vocabulary));
}
