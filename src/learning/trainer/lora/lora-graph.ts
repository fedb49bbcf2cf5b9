import { Graph } from '../graph.ts';
import type { GraphStep, Value } from '../graph.ts';
import { GRADIENT } from '../model-graph.ts';
import type { BatchShape } from '../model-graph.ts';
import type { Architecture } from '../architectures/model.ts';
import { blockwiseCrossEntropy, HEAD_BLOCK } from './blockwise-cross-entropy.ts';
import { checkpointed } from './checkpointed.ts';
import { linear } from '../ops/linear.ts';
import { lowRankLinear } from './low-rank-linear.ts';

/** What a graph is built for. All sizes are fixed. */
export interface LoraGraphSize extends BatchShape {
  /** Positions that may carry a loss: only these go through the output head. */
  readonly lossRows: number;
  readonly rank: number;
  readonly alpha: number;
  /** Whether a layer's activations are computed twice instead of kept. */
  readonly checkpointing: boolean;
}

export interface LoraGraph {
  /** The model file. */
  encode(): Uint8Array;
  readonly steps: readonly GraphStep[];
}

/** Name and shape of each trained factor: `<weight>.lora_a` [rank, in] and `<weight>.lora_b` [out, rank]. */
export function loraWeights(base: Architecture, rank: number): Map<string, readonly [number, number]> {
  const factors = new Map<string, readonly [number, number]>();
  for (const name of base.linears) {
    const [out, width] = base.weights.get(name) as readonly [number, number];
    factors.set(`${name}.lora_a`, [rank, width]);
    factors.set(`${name}.lora_b`, [out, rank]);
  }
  return factors;
}

/** Names of the head's blocks as graph inputs, each with its first row and its rows. */
export function headBlocks(base: Architecture): { name: string; first: number; rows: number }[] {
  const [vocabulary] = base.weights.get(base.head) as readonly [number, number];
  const blocks: { name: string; first: number; rows: number }[] = [];
  for (let first = 0; first < vocabulary; first += HEAD_BLOCK)
    blocks.push({
      name: `head.${blocks.length}`,
      first,
      rows: Math.min(HEAD_BLOCK, vocabulary - first),
    });
  return blocks;
}

/**
 * The graph of one micro-batch: output `loss` and, when `gradients` is set, the gradient of each low-rank factor.
 * Inputs: the base's weights and the factors by name, the blocks of the head, `ids`, the masks, and for the rows with a loss
 * `rows` (where they are), `targets` and `weights`.
 */
export function loraGraph(base: Architecture, size: LoraGraphSize, gradients: boolean): LoraGraph {
  const graph = new Graph();
  const { batch, time, lossRows } = size;
  const inputs = new Map<string, Value>();
  const weight = (name: string): Value => {
    const shape = base.weights.get(name);
    if (!shape) throw new Error(`The model has no weight ${name}.`);
    const value = inputs.get(name) ?? graph.input(name, 'float32', shape);
    inputs.set(name, value);
    return value;
  };
  const factors = new Map<string, Value>();
  for (const [name, shape] of loraWeights(base, size.rank))
    factors.set(name, graph.input(name, 'float32', shape));
  const factor = (name: string): Value => factors.get(name) as Value;
  const changed = new Set(base.linears);
  const project = (x: Value, name: string): Value =>
    changed.has(name)
      ? lowRankLinear(graph, x, weight(name), {
          a: factor(`${name}.lora_a`),
          b: factor(`${name}.lora_b`),
          scale: size.alpha / size.rank,
        })
      : linear(graph, x, weight(name));
  const ids = graph.input('ids', 'int64', [batch * time]);
  const forward = base.open(graph, { weight, linear: project, batch, time });
  let stream = forward.embed(ids);
  for (let index = 0; index < base.layers; index++) {
    const layer = (x: Value): Value => forward.layer(x, index);
    const own = [...factors].flatMap(([name, value]) => (name.startsWith(`blk.${index}.`) ? [value] : []));
    stream = size.checkpointing ? checkpointed(graph, stream, own, layer) : layer(stream);
  }
  const rows = graph.input('rows', 'int64', [lossRows]);
  const picked = gatherRows(graph, stream, rows);
  const hidden = forward.norm(picked);
  const { loss, gradient } = blockwiseCrossEntropy(graph, {
    hidden,
    table: weight(base.head),
    blocks: headBlocks(base).map(({ name, rows: count }) =>
      graph.input(name, 'float32', [count, hidden.shape[1] ?? 0]),
    ),
    targets: graph.input('targets', 'int64', [lossRows]),
    weights: graph.input('weights', 'float32', [lossRows]),
  });
  graph.output('loss', loss);
  if (gradients)
    for (const [i, value] of graph.gradients([[hidden, gradient]], [...factors.values()]).entries())
      graph.output(GRADIENT + [...factors.keys()][i], value);
  return { encode: () => graph.encode(), steps: graph.steps() };
}

/**
 * Rows of `x` [all, width], each at most once: the runtime scatters on several threads, and loses sums where an index comes
 * twice.
 */
export function gatherRows(graph: Graph, x: Value, rows: Value): Value {
  const [count] = rows.shape as [number];
  const [, width] = x.shape as [number, number];
  const y = graph.node('Gather', [x, rows], [count, width], { axis: 0 });
  return graph.record(y, [
    x,
    (gradient) => {
      const index = graph.node('Unsqueeze', [rows, graph.ints([1])], [count, 1]);
      const zeros = graph.node('ConstantOfShape', [graph.ints(x.shape)], x.shape);
      return graph.node('ScatterND', [zeros, index, gradient], x.shape);
    },
  ]);
}
