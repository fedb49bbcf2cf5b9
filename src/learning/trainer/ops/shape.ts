import type { Graph, Value } from '../graph.ts';

/** The same numbers in another shape. */
export function reshape(graph: Graph, x: Value, shape: readonly number[]): Value {
  const y = graph.node('Reshape', [x, graph.ints(shape)], shape);
  return graph.record(y, [x, (gradient) => graph.node('Reshape', [gradient, graph.ints(x.shape)], x.shape)]);
}

/** Reorders the axes: axis i of the result is axis `order[i]` of `x`. */
export function transpose(graph: Graph, x: Value, order: readonly number[]): Value {
  const back = order.map((_, i) => order.indexOf(i));
  const y = graph.node('Transpose', [x], permuted(x, order), { perm: order });
  return graph.record(y, [x, (gradient) => graph.node('Transpose', [gradient], x.shape, { perm: back })]);
}

/** The shape of `x` with its axes in another order. */
export function permuted(x: Value, order: readonly number[]): number[] {
  return order.map((axis) => x.shape[axis] ?? 1);
}
