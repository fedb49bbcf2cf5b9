import type { Graph, Value } from '../graph.ts';

/** The two factors of a low-rank change, and what their product is multiplied with (alpha / rank). */
export interface LowRank {
  /** [rank, in] */
  readonly a: Value;
  /** [out, rank] */
  readonly b: Value;
  readonly scale: number;
}

/**
 * x (W + scale B A)ᵀ for a frozen `weight` [out, in] and `x` [rows, in]: the result is [rows, out]. Gradients for `x`, A and B.
 * Sums are folded into the products (the third input of Gemm), so that no node only adds or scales; of the forward pass
 * the backward one keeps `x` and x Aᵀ, never a changed copy of the weight.
 */
export function lowRankLinear(graph: Graph, x: Value, weight: Value, { a, b, scale }: LowRank): Value {
  const [rows, width] = x.shape as [number, number];
  const [out] = weight.shape as [number, number];
  const [rank] = a.shape as [number, number];
  const alpha = { float: scale };
  const narrow = graph.node('Gemm', [x, a], [rows, rank], { transB: 1 });
  const base = graph.node('Gemm', [x, weight], [rows, out], { transB: 1 });
  const y = graph.node('Gemm', [narrow, b, base], [rows, out], { transB: 1, alpha });
  let known: { of: Value; value: Value } | undefined;
  /** Gradient of x Aᵀ: two of the inputs need it. */
  const narrowGradient = (gradient: Value): Value => {
    if (known?.of !== gradient)
      known = { of: gradient, value: graph.node('Gemm', [gradient, b], [rows, rank], { alpha }) };
    return known.value;
  };
  return graph.record(
    y,
    [
      x,
      (gradient) => {
        const through = graph.node('Gemm', [gradient, weight], [rows, width]);
        return graph.node('Gemm', [narrowGradient(gradient), a, through], [rows, width]);
      },
    ],
    [a, (gradient) => graph.node('Gemm', [narrowGradient(gradient), x], [rank, width], { transA: 1 })],
    [b, (gradient) => graph.node('Gemm', [gradient, narrow], [out, rank], { transA: 1, alpha })],
  );
}
