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

/** x times its share of the normal distribution, in the form with tanh that gemma was trained with. */
export function gelu(graph: Graph, x: Value): Value {
  const { shape } = x;
  const scalar = (value: number): Value => graph.scalar(value);
  const times = (a: Value, b: Value): Value => graph.node('Mul', [a, b], shape);
  const plus = (a: Value, b: Value): Value => graph.node('Add', [a, b], shape);
  const [root, cubic] = [Math.sqrt(2 / Math.PI), 0.044715];
  const square = times(x, x);
  const inner = times(times(x, scalar(root)), plus(times(square, scalar(cubic)), scalar(1)));
  const tanh = graph.node('Tanh', [inner], shape);
  const share = times(plus(tanh, scalar(1)), scalar(0.5));
  return graph.record(times(x, share), [
    x,
    (gradient) => {
      // d/dx = share + x (1 - tanh^2) / 2 * root * (1 + 3 cubic x^2)
      const steep = times(plus(times(square, scalar(3 * cubic)), scalar(1)), scalar(root / 2));
      const rest = graph.node('Sub', [scalar(1), times(tanh, tanh)], shape);
      return times(gradient, plus(share, times(times(x, rest), steep)));
    },
  ]);
}
