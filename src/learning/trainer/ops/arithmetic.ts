import type { Graph, Value } from '../graph.ts';

/** a + b with broadcasting; the gradient is summed over broadcast axes. */
export function add(graph: Graph, a: Value, b: Value): Value {
  const sum = graph.node('Add', [a, b], broadcast(a, b));
  return graph.record(
    sum,
    [a, (gradient) => sumTo(graph, gradient, a.shape)],
    [b, (gradient) => sumTo(graph, gradient, b.shape)],
  );
}

/** a * b, element by element, with broadcasting. */
export function multiply(graph: Graph, a: Value, b: Value): Value {
  const product = graph.node('Mul', [a, b], broadcast(a, b));
  const times = (gradient: Value, other: Value): Value =>
    graph.node('Mul', [gradient, other], broadcast(gradient, other));
  return graph.record(
    product,
    [a, (gradient) => sumTo(graph, times(gradient, b), a.shape)],
    [b, (gradient) => sumTo(graph, times(gradient, a), b.shape)],
  );
}

/** The shape of an element-wise operation on `a` and `b`. */
function broadcast(a: Value, b: Value): number[] {
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a.shape[a.shape.length - rank + i] ?? 1;
    const y = b.shape[b.shape.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new RangeError(`Shapes [${a.shape.join()}] and [${b.shape.join()}] do not go together.`);
    return Math.max(x, y);
  });
}

/** Undoes broadcasting: sums `value` down to `shape`. */
function sumTo(graph: Graph, value: Value, shape: readonly number[]): Value {
  const extra = value.shape.length - shape.length;
  const axes = value.shape.flatMap((size, i) =>
    i < extra || (shape[i - extra] === 1 && size !== 1) ? [i] : [],
  );
  if (axes.length === 0) return value;
  const summed = graph.node(
    'ReduceSum',
    [value, graph.ints(axes)],
    value.shape.map((size, i) => (axes.includes(i) ? 1 : size)),
    { keepdims: 1 },
  );
  return extra === 0 ? summed : graph.node('Reshape', [summed, graph.ints(shape)], shape);
}
