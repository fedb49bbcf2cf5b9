import type { Graph, Value } from '../graph.ts';

/** Root-mean-square norm over the last axis, scaled by `weight` [width]; gradients for both. */
export function rmsNorm(graph: Graph, x: Value, weight: Value, epsilon: number): Value {
  const { shape } = x;
  const narrow = [...shape.slice(0, -1), 1];
  const lastAxis = graph.ints([-1]);
  const mean = (value: Value): Value => graph.node('ReduceMean', [value, lastAxis], narrow, { keepdims: 1 });
  const square = mean(graph.node('Mul', [x, x], shape));
  const root = graph.node('Sqrt', [graph.node('Add', [square, graph.scalar(epsilon)], narrow)], narrow);
  const inverse = graph.node('Reciprocal', [root], narrow);
  const unit = graph.node('Mul', [x, inverse], shape);
  const y = graph.node('Mul', [unit, weight], shape);
  return graph.record(
    y,
    [
      x,
      (gradient) => {
        const scaled = graph.node('Mul', [gradient, weight], shape);
        const along = mean(graph.node('Mul', [scaled, unit], shape));
        const across = graph.node('Sub', [scaled, graph.node('Mul', [unit, along], shape)], shape);
        return graph.node('Mul', [across, inverse], shape);
      },
    ],
    [
      weight,
      (gradient) => {
        const axes = graph.ints(shape.slice(0, -1).map((_, i) => i));
        return graph.node('ReduceSum', [graph.node('Mul', [gradient, unit], shape), axes], weight.shape, {
          keepdims: 0,
        });
      },
    ],
  );
}
