import type { Graph, Value } from '../graph.ts';
import { softmax } from '../ops/activation.ts';
import { add } from '../ops/arithmetic.ts';
import { matmul } from '../ops/linear.ts';
import { rmsNorm } from '../ops/norm.ts';
import { rotary, type RotaryTables } from '../ops/rotary.ts';
import { reshape, transpose } from '../ops/shape.ts';
import type { ForwardContext, ModelShape } from './model.ts';

/** What attention needs beside its weights. */
export interface AttentionTables {
  /** The scale of the queries is in here. */
  readonly query: RotaryTables;
  readonly key: RotaryTables;
  /** [batch, 1, time, time] */
  readonly mask: Value;
}

/**
 * Attention of one layer on the normalised stream `x` [batch * time, width]; `at` is the prefix of its weights.
 * Heads that share keys and values lie under each other in one matrix, so nothing is repeated.
 */
export function attention(
  graph: Graph,
  shape: ModelShape,
  { weight, linear, batch, time }: ForwardContext,
  x: Value,
  at: string,
  tables: AttentionTables,
): Value {
  const { heads, kvHeads, headWidth } = shape;
  const project = (part: 'q' | 'k' | 'v', count: number): Value => {
    const y = linear(x, `${at}attn_${part}.weight`);
    const moved = shape.biases ? add(graph, y, weight(`${at}attn_${part}.bias`)) : y;
    const split = reshape(graph, moved, [batch, time, count, headWidth]);
    const normal =
      shape.headNorms && part !== 'v'
        ? rmsNorm(graph, split, weight(`${at}attn_${part}_norm.weight`), shape.epsilon)
        : split;
    return transpose(graph, normal, [0, 2, 1, 3]);
  };
  const query = rotary(graph, project('q', heads), tables.query);
  const key = rotary(graph, project('k', kvHeads), tables.key);
  const value = project('v', kvHeads);

  const shared = heads / kvHeads;
  const stacked = reshape(graph, query, [batch, kvHeads, shared * time, headWidth]);
  const products = matmul(graph, stacked, transpose(graph, key, [0, 1, 3, 2]));
  const scores = add(graph, reshape(graph, products, [batch, heads, time, time]), tables.mask);
  const shares = reshape(graph, softmax(graph, scores), [batch, kvHeads, shared * time, time]);
  const mixed = reshape(graph, matmul(graph, shares, value), [batch, heads, time, headWidth]);
  const joined = reshape(graph, transpose(graph, mixed, [0, 2, 1, 3]), [batch * time, heads * headWidth]);
  return linear(joined, `${at}attn_output.weight`);
}
