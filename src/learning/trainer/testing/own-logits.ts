import { readGguf } from '../../../kit/gguf/read.ts';
import { readTensor, tensorNamed } from '../../../kit/gguf/read-tensor.ts';
import { createArchitecture } from '../architectures/create.ts';
import type { ModelShape } from '../architectures/model.ts';
import { readShape } from '../architectures/read-shape.ts';
import { modelWeights } from '../architectures/weights.ts';
import { Graph, type Value } from '../graph.ts';
import { linear } from '../ops/linear.ts';
import { type Feed, openGraph } from '../ort.ts';
import { narrowed } from './narrowed.ts';

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
  /** Whether products see 8-bit numbers beside quantised weights, as in llama.cpp. Default: no. */
  readonly narrow?: boolean;
}

/** Our own probabilities of the token that follows each of `tokens`, for the model in a GGUF file. */
export async function ownProbabilities(
  path: string,
  tokens: readonly number[],
  { shape: reshaped = (same) => same, weight = (_, same) => same, narrow = false }: Changes = {},
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
  const value = (name: string): Value => weights.get(name) as Value;
  const product = (x: Value, name: string): Value =>
    linear(graph, narrow ? narrowed(graph, x, tensorNamed(header, name).type) : x, value(name));
  const base = createArchitecture(shape);
  const forward = base.open(graph, { weight: value, linear: product, batch: 1, time });
  let stream = forward.embed(ids);
  for (let layer = 0; layer < base.layers; layer++) stream = forward.layer(stream, layer);
  const logits = product(forward.norm(stream), base.head);
  graph.output('probabilities', graph.node('Softmax', [logits], logits.shape, { axis: -1 }));
  const session = await openGraph(graph.encode(), 1);
  const all = (await session.run(feeds)).get('probabilities') ?? new Float32Array();
  await session.close();
  return tokens.map((_, i) => all.slice(i * shape.vocabulary, (i + 1) * shape.vocabulary));
}
