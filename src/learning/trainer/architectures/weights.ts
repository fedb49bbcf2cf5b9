import type { ModelShape } from './model.ts';

/** Name and shape ([out, in] or [width]) of every weight of a model, named as in GGUF. */
export function modelWeights(shape: ModelShape): Map<string, readonly number[]> {
  const { width, inner, headWidth } = shape;
  const queries = shape.heads * headWidth;
  const keys = shape.kvHeads * headWidth;
  const weights = new Map<string, readonly number[]>([['token_embd.weight', [shape.vocabulary, width]]]);
  for (let layer = 0; layer < shape.layers; layer++) {
    const add = (part: string, dimensions: readonly number[]): unknown =>
      weights.set(`blk.${layer}.${part}`, dimensions);
    add('attn_norm.weight', [width]);
    add('attn_q.weight', [queries, width]);
    add('attn_k.weight', [keys, width]);
    add('attn_v.weight', [keys, width]);
    if (shape.biases) {
      add('attn_q.bias', [queries]);
      add('attn_k.bias', [keys]);
      add('attn_v.bias', [keys]);
    }
    if (shape.headNorms) {
      add('attn_q_norm.weight', [headWidth]);
      add('attn_k_norm.weight', [headWidth]);
    }
    add('attn_output.weight', [width, queries]);
    if (shape.postNorms) add('post_attention_norm.weight', [width]);
    add('ffn_norm.weight', [width]);
    add('ffn_gate.weight', [inner, width]);
    add('ffn_up.weight', [inner, width]);
    add('ffn_down.weight', [width, inner]);
    if (shape.postNorms) add('post_ffw_norm.weight', [width]);
  }
  weights.set('output_norm.weight', [width]);
  if (!shape.tied) weights.set('output.weight', [shape.vocabulary, width]);
  return weights;
}

/** The file's name of the output head. */
export const headOf = ({ tied }: Pick<ModelShape, 'tied'>): string =>
  tied ? 'token_embd.weight' : 'output.weight';
