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

/** Grouped-query attention: [batch, heads, time, width] -> [batch, heads * times, time, width], each head repeated in a row. */
export function repeatHeads(graph: Graph, x: Value, times: number): Value {
  if (times === 1) return x;
  const [batch, heads, time, width] = x.shape as [number, number, number, number];
  const grouped = [batch, heads, times, time, width];
  const single = graph.node(
    'Reshape',
    [x, graph.ints([batch, heads, 1, time, width])],
    [batch, heads, 1, time, width],
  );
  const wide = graph.node('Expand', [single, graph.ints(grouped)], grouped);
  const full = [batch, heads * times, time, width];
  const y = graph.node('Reshape', [wide, graph.ints(full)], full);
  return graph.record(y, [
    x,
    (gradient) => {
      const parts = graph.node('Reshape', [gradient, graph.ints(grouped)], grouped);
      return graph.node('ReduceSum', [parts, graph.ints([2])], x.shape, { keepdims: 0 });
    },
  ]);
}

/** The shape of `x` with its axes in another order. */
export function permuted(x: Value, order: readonly number[]): number[] {
  return order.map((axis) => x.shape[axis] ?? 1);
}
