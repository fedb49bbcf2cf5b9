import type { Graph, Value } from '../graph.ts';

/** x * sigmoid(x). */
export function silu(graph: Graph, x: Value): Value {
  const gate = graph.node('Sigmoid', [x], x.shape);
  const y = graph.node('Mul', [x, gate], x.shape);
  return graph.record(y, [
    x,
    (gradient) => {
      // d/dx = gate + y (1 - gate)
      const rest = graph.node('Sub', [graph.scalar(1), gate], x.shape);
      const slope = graph.node('Add', [gate, graph.node('Mul', [y, rest], x.shape)], x.shape);
      return graph.node('Mul', [gradient, slope], x.shape);
    },
  ]);
}

/** Softmax over the last axis. */
export function softmax(graph: Graph, x: Value): Value {
  const y = graph.node('Softmax', [x], x.shape, { axis: -1 });
  return graph.record(y, [
    x,
    (gradient) => {
      const weighted = graph.node('Mul', [gradient, y], x.shape);
      const total = graph.node('ReduceSum', [weighted, graph.ints([-1])], [...x.shape.slice(0, -1), 1], {
        keepdims: 1,
      });
      return graph.node('Sub', [weighted, graph.node('Mul', [y, total], x.shape)], x.shape);
    },
  ]);
}
