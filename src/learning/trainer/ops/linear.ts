import type { Graph, Value } from '../graph.ts';
import { permuted } from './shape.ts';

/** x Wᵀ: `x` is [rows, in], `weight` is [out, in] as GGUF keeps it; the result is [rows, out]. */
export function linear(graph: Graph, x: Value, weight: Value): Value {
  const [rows, width] = x.shape as [number, number];
  const [out] = weight.shape as [number, number];
  const y = graph.node('Gemm', [x, weight], [rows, out], { transB: 1 });
  return graph.record(
    y,
    [x, (gradient) => graph.node('Gemm', [gradient, weight], [rows, width])],
    [weight, (gradient) => graph.node('Gemm', [gradient, x], [out, width], { transA: 1 })],
  );
}

/** Batched matrix product of two tensors of equal rank and equal leading axes: [..., m, k] x [..., k, n]. */
export function matmul(graph: Graph, a: Value, b: Value): Value {
  const y = graph.node('MatMul', [a, b], [...a.shape.slice(0, -1), b.shape.at(-1) ?? 1]);
  return graph.record(
    y,
    [a, (gradient) => graph.node('MatMul', [gradient, swapLast(graph, b)], a.shape)],
    [b, (gradient) => graph.node('MatMul', [swapLast(graph, a), gradient], b.shape)],
  );
}

/** x C for a constant matrix C [k, n]: no gradient for C. */
export function matmulConstant(graph: Graph, x: Value, constant: Value): Value {
  const y = graph.node('MatMul', [x, constant], [...x.shape.slice(0, -1), constant.shape[1] ?? 1]);
  return graph.record(y, [
    x,
    (gradient) => graph.node('MatMul', [gradient, swapLast(graph, constant)], x.shape),
  ]);
}

function swapLast(graph: Graph, x: Value): Value {
  const order = x.shape.map((_, i) => i);
  const rank = order.length;
  order.splice(rank - 2, 2, rank - 1, rank - 2);
  return graph.node('Transpose', [x], permuted(x, order), { perm: order });
}
