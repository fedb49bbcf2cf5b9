import type { Graph, Value } from '../graph.ts';
import { softmax, silu } from '../ops/activation.ts';
import { add, multiply } from '../ops/arithmetic.ts';
import { embedding } from '../ops/embedding.ts';
import { linear, matmul } from '../ops/linear.ts';
import { rmsNorm } from '../ops/norm.ts';
import { rotary, rotaryTables } from '../ops/rotary.ts';
import { repeatHeads, reshape, transpose } from '../ops/shape.ts';

/** Dimensions of a llama-architecture model. */
export interface LlamaShape {
  readonly vocabulary: number;
  readonly layers: number;
  /** Width of the residual stream. */
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Inner width of the feed-forward part. */
  readonly inner: number;
  readonly ropeBase: number;
  readonly epsilon: number;
  /** Longest context the file promises, in tokens. */
  readonly context: number;
}

/** Name and shape ([out, in] or [width]) of every weight, named as in GGUF. The output head is the embedding itself. */
export function llamaWeights(shape: LlamaShape): Map<string, readonly number[]> {
  const { width, inner } = shape;
  const kvWidth = (width / shape.heads) * shape.kvHeads;
  const weights = new Map<string, readonly number[]>([['token_embd.weight', [shape.vocabulary, width]]]);
  for (let layer = 0; layer < shape.layers; layer++) {
    const name = (part: string): string => `blk.${layer}.${part}.weight`;
    weights.set(name('attn_norm'), [width]);
    weights.set(name('attn_q'), [width, width]);
    weights.set(name('attn_k'), [kvWidth, width]);
    weights.set(name('attn_v'), [kvWidth, width]);
    weights.set(name('attn_output'), [width, width]);
    weights.set(name('ffn_norm'), [width]);
    weights.set(name('ffn_gate'), [inner, width]);
    weights.set(name('ffn_up'), [inner, width]);
    weights.set(name('ffn_down'), [width, inner]);
  }
  return weights.set('output_norm.weight', [width]);
}

/** How many dropout masks one forward pass takes: after the embedding and after both halves of each layer. */
export const dropoutSites = (shape: LlamaShape): number => 1 + 2 * shape.layers;

/** Values that a llama forward pass reads. */
export interface LlamaInputs {
  readonly weights: ReadonlyMap<string, Value>;
  /** int64 [batch * time]. */
  readonly ids: Value;
  /** Added to the attention scores, [batch, 1, time, time]: 0 where a position may look, a large negative number elsewhere. */
  readonly mask: Value;
  /** One [batch * time, width] factor per site (0 or 1 / keep), or none: no dropout. */
  readonly dropout: readonly Value[];
  readonly batch: number;
  readonly time: number;
}

/** Appends the forward pass of a llama model and returns the logits [batch * time, vocabulary]. */
export function llamaLogits(graph: Graph, shape: LlamaShape, inputs: LlamaInputs): Value {
  const { batch, time } = inputs;
  const headWidth = shape.width / shape.heads;
  const tables = rotaryTables(graph, time, headWidth, shape.ropeBase, 'neighbours');
  const scale = graph.scalar(1 / Math.sqrt(headWidth));
  const sites = [...inputs.dropout];
  const weight = (name: string): Value => {
    const value = inputs.weights.get(name);
    if (!value) throw new Error(`The model has no weight ${name}.`);
    return value;
  };
  const drop = (x: Value): Value => {
    const site = sites.shift();
    return site ? multiply(graph, x, site) : x;
  };
  const split = (x: Value, heads: number): Value =>
    transpose(graph, reshape(graph, x, [batch, time, heads, headWidth]), [0, 2, 1, 3]);

  const table = weight('token_embd.weight');
  let stream = drop(embedding(graph, table, inputs.ids));
  for (let layer = 0; layer < shape.layers; layer++) {
    const part = (name: string): Value => weight(`blk.${layer}.${name}.weight`);
    const normal = rmsNorm(graph, stream, part('attn_norm'), shape.epsilon);
    const query = rotary(graph, split(linear(graph, normal, part('attn_q')), shape.heads), tables);
    const key = rotary(graph, split(linear(graph, normal, part('attn_k')), shape.kvHeads), tables);
    const value = split(linear(graph, normal, part('attn_v')), shape.kvHeads);
    const repeat = shape.heads / shape.kvHeads;
    const keyColumns = transpose(graph, repeatHeads(graph, key, repeat), [0, 1, 3, 2]);
    const scores = add(graph, multiply(graph, matmul(graph, query, keyColumns), scale), inputs.mask);
    const mixed = matmul(graph, softmax(graph, scores), repeatHeads(graph, value, repeat));
    const joined = reshape(graph, transpose(graph, mixed, [0, 2, 1, 3]), [batch * time, shape.width]);
    stream = add(graph, stream, drop(linear(graph, joined, part('attn_output'))));

    const normal2 = rmsNorm(graph, stream, part('ffn_norm'), shape.epsilon);
    const gate = silu(graph, linear(graph, normal2, part('ffn_gate')));
    const raised = multiply(graph, gate, linear(graph, normal2, part('ffn_up')));
    stream = add(graph, stream, drop(linear(graph, raised, part('ffn_down'))));
  }
  return linear(graph, rmsNorm(graph, stream, weight('output_norm.weight'), shape.epsilon), table);
}
