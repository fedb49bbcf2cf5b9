import type { Graph, Value } from '../graph.ts';

/**
 * `x` that cannot be had before all of `others` (matrices) are there. A runtime is free in the order of nodes, and one that
 * puts something off, or begins it early, holds tensors meanwhile. Adds 0 times one number of each.
 */
export function after(graph: Graph, x: Value, others: readonly Value[]): Value {
  const first = graph.ints([0]);
  const numbers = others.map((other) => {
    const row = graph.node('Gather', [other, first], [1, other.shape[1] ?? 1], { axis: 0 });
    return graph.node('Gather', [row, first], [1, 1], { axis: 1 });
  });
  const all = graph.node('Concat', numbers, [1, numbers.length], { axis: 1 });
  const sum = graph.node('ReduceSum', [all, graph.ints([1])], [1, 1], { keepdims: 1 });
  return graph.node('Add', [x, graph.node('Mul', [sum, graph.scalar(0)], [1, 1])], x.shape);
}
