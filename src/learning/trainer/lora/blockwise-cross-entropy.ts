import type { Graph, Value } from '../graph.ts';
import { after } from './after.ts';

/** Output heads wider than this are worked on in blocks of so many tokens: a block's logits stay in the processor's cache. */
export const HEAD_BLOCK = 8192;

/** What the loss is computed from. */
export interface HeadInputs {
  /** Normalised hidden states of the rows with a loss, [rows, width]. */
  readonly hidden: Value;
  /** The frozen head, [vocabulary, width] ... */
  readonly table: Value;
  /** ... and the same in blocks of rows, in order. */
  readonly blocks: readonly Value[];
  /** int64 [rows] */
  readonly targets: Value;
  /** [rows]; 0 leaves a row out. */
  readonly weights: Value;
}

/**
 * Cross-entropy of a frozen output head, and its gradient with respect to `hidden`, without ever holding the logits of the
 * whole vocabulary: each block gives its normaliser and its share of the expected embedding, which then are put together
 * (as softmax is in blockwise attention). Gradient: weight * (expected embedding - embedding of the target).
 */
export function blockwiseCrossEntropy(
  graph: Graph,
  { hidden, table, blocks, targets, weights }: HeadInputs,
): { loss: Value; gradient: Value } {
  const [rows, width] = hidden.shape as [number, number];
  const column = [rows, 1];
  const wide = [rows, width];
  const weight = graph.node('Unsqueeze', [weights, graph.ints([1])], column);
  const addExp = (a: Value, b: Value): Value => {
    const both = graph.node('Concat', [a, b], [rows, 2], { axis: 1 });
    return graph.node('ReduceLogSumExp', [both, graph.ints([1])], column, { keepdims: 1 });
  };
  const scaled = (part: Value, logShare: Value): Value =>
    graph.node('Mul', [part, graph.node('Exp', [logShare], column)], wide);
  const minus = (a: Value, b: Value): Value => graph.node('Sub', [a, b], a.shape);

  let sum: { total: Value; expected: Value } | undefined;
  for (const block of blocks) {
    // a block waits for the one before, whose logits are then gone
    const turn = sum ? after(graph, hidden, [sum.expected]) : hidden;
    const logits = graph.node('Gemm', [turn, block], [rows, block.shape[0] ?? 0], { transB: 1 });
    const softmax = graph.node('Softmax', [logits], logits.shape, { axis: -1 });
    const most = (value: Value): Value =>
      graph.node('ReduceMax', [value, graph.ints([1])], column, { keepdims: 1 });
    // the largest of a softmax is 1 / sum(exp(logit - largest logit))
    const normaliser = minus(most(logits), graph.node('Log', [most(softmax)], column));
    const expected = graph.node('Gemm', [softmax, block], wide);
    const total: Value = sum ? addExp(sum.total, normaliser) : normaliser;
    sum = {
      total,
      expected: sum
        ? graph.node(
            'Add',
            [scaled(sum.expected, minus(sum.total, total)), scaled(expected, minus(normaliser, total))],
            wide,
          )
        : expected,
    };
  }
  if (!sum) throw new RangeError('The head has no rows.');
  const target = graph.node('Gather', [table, targets], wide, { axis: 0 });
  const products = graph.node('Mul', [hidden, target], wide);
  const logit = graph.node('ReduceSum', [products, graph.ints([1])], column, { keepdims: 1 });
  const surprise = minus(sum.total, logit);
  const weighted = graph.node('Mul', [surprise, weight], column);
  const difference = minus(sum.expected, target);
  return {
    loss: graph.node('ReduceSum', [weighted, graph.ints([0, 1])], [], { keepdims: 0 }),
    gradient: graph.node('Mul', [difference, weight], wide),
  };
}
