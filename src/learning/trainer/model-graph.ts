import { Graph } from './graph.ts';
import type { Value } from './graph.ts';
import { dropoutSites, llamaLogits, llamaWeights } from './architectures/llama.ts';
import type { LlamaShape } from './architectures/llama.ts';
import { crossEntropy } from './ops/cross-entropy.ts';

/** Size of the batches a graph is built for. */
export interface BatchShape {
  /** Rows of a batch. */
  readonly batch: number;
  /** Positions of a row. */
  readonly time: number;
}

/** Prefix of the outputs that hold gradients. */
export const GRADIENT = 'gradient:';

/**
 * The graph of one training step: outputs `loss` and one gradient for each weight.
 * Inputs: every weight by name, `ids`, `targets`, `weights`, `mask` and, with dropout, `dropout.<site>`.
 */
export function trainingGraph(shape: LlamaShape, batch: BatchShape, dropout: boolean): Uint8Array {
  const graph = new Graph();
  const model = forward(graph, shape, batch, dropout);
  const weights = [...model.weights.values()];
  const gradients = graph.gradients([[model.logits, model.loss.logitGradient]], weights);
  graph.output('loss', model.loss.loss);
  for (const [i, weight] of weights.entries()) graph.output(GRADIENT + weight.name, gradients[i] as Value);
  return graph.encode();
}

/** The graph of an evaluation: outputs `logLikelihood` and `hit` (1 where the likeliest token is the target), both [batch * time]. */
export function evaluationGraph(shape: LlamaShape, batch: BatchShape): Uint8Array {
  const graph = new Graph();
  const { logits, loss, targets } = forward(graph, shape, batch, false);
  const rows = batch.batch * batch.time;
  const best = graph.node('ArgMax', [logits], [rows], { axis: 1, keepdims: 0 });
  const same = graph.node('Equal', [best, targets], [rows]);
  graph.output('hit', graph.node('Cast', [same], [rows], { to: 1 }));
  graph.output('logLikelihood', loss.logLikelihood);
  graph.output('loss', loss.loss);
  return graph.encode();
}

/** The graph of the bare logits [batch * time, vocabulary] from `ids` and `mask`. */
export function logitsGraph(shape: LlamaShape, batch: BatchShape): Uint8Array {
  const graph = new Graph();
  graph.output('logits', logitsOf(graph, shape, batch, []).logits);
  return graph.encode();
}

function forward(graph: Graph, shape: LlamaShape, batch: BatchShape, dropout: boolean) {
  const rows = batch.batch * batch.time;
  const sites = dropout
    ? Array.from({ length: dropoutSites(shape) }, (_, site) =>
        graph.input(`dropout.${site}`, 'float32', [rows, shape.width]),
      )
    : [];
  const { weights, logits } = logitsOf(graph, shape, batch, sites);
  const targets = graph.input('targets', 'int64', [rows]);
  const lossWeights = graph.input('weights', 'float32', [rows]);
  return { weights, logits, targets, loss: crossEntropy(graph, logits, targets, lossWeights) };
}

function logitsOf(graph: Graph, shape: LlamaShape, { batch, time }: BatchShape, dropout: readonly Value[]) {
  const weights = new Map<string, Value>();
  for (const [name, dimensions] of llamaWeights(shape))
    weights.set(name, graph.input(name, 'float32', dimensions));
  const ids = graph.input('ids', 'int64', [batch * time]);
  const logits = llamaLogits(graph, shape, { weights, ids, dropout, batch, time });
  return { weights, logits };
}
