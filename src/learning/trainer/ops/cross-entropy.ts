import type { Graph, Value } from '../graph.ts';

export interface CrossEntropy {
  /** Weighted sum of the negative log-likelihoods, a scalar. */
  readonly loss: Value;
  /** Gradient of the loss with respect to the logits. */
  readonly logitGradient: Value;
  /** Log-likelihood of each target, [rows]. */
  readonly logLikelihood: Value;
}

/**
 * Cross-entropy of `logits` [rows, vocabulary] against `targets` (int64 [rows]) with a weight for each row (float32 [rows];
 * they should sum to 1, a weight of 0 leaves the row out).
 */
export function crossEntropy(graph: Graph, logits: Value, targets: Value, weights: Value): CrossEntropy {
  const [rows] = logits.shape as [number, number];
  const column = (value: Value): Value => graph.node('Unsqueeze', [value, graph.ints([1])], [rows, 1]);
  const logProbability = graph.node('LogSoftmax', [logits], logits.shape, { axis: -1 });
  const index = column(targets);
  const picked = graph.node('GatherElements', [logProbability, index], [rows, 1], { axis: 1 });
  const weight = column(weights);
  const weighted = graph.node('Mul', [picked, weight], [rows, 1]);
  const total = graph.node('ReduceSum', [weighted, graph.ints([0, 1])], [], { keepdims: 0 });
  // Gradient: (softmax - one-hot) * weight; the one-hot is taken off by a scatter-add of -1.
  const probability = graph.node('Exp', [logProbability], logits.shape);
  const minusOne = graph.floats(new Float32Array(rows).fill(-1), [rows, 1]);
  const difference = graph.node('ScatterElements', [probability, index, minusOne], logits.shape, {
    axis: 1,
    reduction: 'add',
  });
  return {
    loss: graph.node('Neg', [total], []),
    logitGradient: graph.node('Mul', [difference, weight], logits.shape),
    logLikelihood: graph.node('Squeeze', [picked, graph.ints([1])], [rows]),
  };
}
