import { TENSOR_TYPE, type TensorTypeName } from '../types.ts';
import { type GgufEntry, type GgufTensor, writeGguf } from '../write.ts';
import { byteTokenizer, CHATML } from './byte-tokenizer.ts';
import { normals } from './normals.ts';
import { randomData } from './random-data.ts';
import type { GgufParts } from './random-llama.ts';

/** Architectures of random models. */
export const RANDOM_ARCHITECTURES = ['llama', 'qwen2', 'qwen3', 'gemma3'] as const;
export type RandomArchitecture = (typeof RANDOM_ARCHITECTURES)[number];

/** What is random about a model is its weights; the rest is stated here. */
export interface RandomModelOptions {
  architecture: RandomArchitecture;
  /** Of the matrices; norms and biases are F32. Default F32. */
  type?: TensorTypeName;
  /** Of the embedding, where it is another: rows of it are looked up, which llama.cpp does without narrowing anything. */
  embeddingType?: TensorTypeName;
  /** Default 64, or 256 where the type has blocks of 256 and in gemma3. */
  width?: number;
  /** Default 2; gemma3 6, so that one layer sees all. */
  layers?: number;
  seed?: number;
}

const HEADS = 4;
const KV_HEADS = 2;
const VOCABULARY = 300;
/** Positions that a local layer of the random gemma3 sees. */
const RANDOM_WINDOW = 8;

/** Sizes that the options give. */
function randomSizes({
  architecture,
  type = 'F32',
  embeddingType = type,
  width,
  layers,
}: RandomModelOptions) {
  const block = Math.max(TENSOR_TYPE[type].block, TENSOR_TYPE[embeddingType].block);
  const wide = width ?? (block > 32 || architecture === 'gemma3' ? 256 : 64);
  return {
    width: wide,
    // two architectures have heads that are wider than their share
    head: (wide / HEADS) * (architecture === 'qwen3' || architecture === 'gemma3' ? 2 : 1),
    inner: wide * 2,
    layers: layers ?? (architecture === 'gemma3' ? 6 : 2),
    tied: architecture === 'gemma3',
  };
}

/** Every architecture uses what it can: untied heads, factors of positions, biases, windows, scaled positions. */
function more(
  architecture: RandomArchitecture,
  real: (key: string, value: number) => GgufEntry,
  u32: (key: string, value: number) => GgufEntry,
): GgufEntry[] {
  if (architecture === 'llama') return [real('rope.freq_base', 10_000)];
  if (architecture !== 'gemma3') return [real('rope.freq_base', 1e6)];
  return [
    real('rope.freq_base', 1e6),
    { key: 'gemma3.rope.scaling.type', type: 'string', value: 'linear' },
    real('rope.scaling.factor', 8),
    u32('attention.sliding_window', RANDOM_WINDOW),
  ];
}

/** A model with random weights whose answers are far from even, in parts. Seeded: equal options give equal parts. */
function randomModelParts(options: RandomModelOptions): GgufParts {
  const { architecture, type = 'F32', embeddingType = type, seed = 1 } = options;
  const { width, head, inner, layers, tied } = randomSizes(options);
  const next = normals(seed);
  const u32 = (key: string, value: number): GgufEntry => ({
    key: `${architecture}.${key}`,
    type: 'u32',
    value,
  });
  const real = (key: string, value: number): GgufEntry => ({
    key: `${architecture}.${key}`,
    type: 'f32',
    value,
  });
  const entries: GgufEntry[] = [
    { key: 'general.architecture', type: 'string', value: architecture },
    { key: 'general.name', type: 'string', value: `random-${architecture}` },
    u32('block_count', layers),
    u32('context_length', 512),
    u32('embedding_length', width),
    u32('feed_forward_length', inner),
    u32('attention.head_count', HEADS),
    u32('attention.head_count_kv', KV_HEADS),
    u32('attention.key_length', head),
    u32('attention.value_length', head),
    u32('rope.dimension_count', head),
    u32('vocab_size', VOCABULARY),
    real('attention.layer_norm_rms_epsilon', 1e-6),
    ...more(architecture, real, u32),
    ...byteTokenizer(VOCABULARY, CHATML),
  ];
  const matrix = (
    name: string,
    input: number,
    output: number,
    deviation = 1 / Math.sqrt(input),
  ): GgufTensor => ({
    name,
    type,
    dimensions: [input, output],
    data: randomData(type, [input, output], deviation, next),
  });
  const list = (name: string, length: number, mean: number): GgufTensor => ({
    name,
    type: 'F32',
    dimensions: [length],
    data: new Uint8Array(Float32Array.from({ length }, () => mean + 0.15 * next()).buffer),
  });
  // logits of this spread have a likeliest token; layers that add less than the embedding holds do not amplify noise
  const sharp = (tied ? 0.6 : 1.2) / Math.sqrt(width);
  const first = tied ? sharp : 0.5;
  const writes = (name: string, input: number): GgufTensor =>
    matrix(name, input, width, (0.4 * first) / Math.sqrt(input));
  const tensors: GgufTensor[] = [
    {
      name: 'token_embd.weight',
      type: embeddingType,
      dimensions: [width, VOCABULARY],
      data: randomData(embeddingType, [width, VOCABULARY], first, next),
    },
    list('output_norm.weight', width, 1),
    ...(tied ? [] : [matrix('output.weight', width, VOCABULARY, sharp)]),
    ...(architecture === 'llama' ? [list('rope_freqs.weight', head / 2, 1.5)] : []),
  ];
  for (let layer = 0; layer < layers; layer++) {
    const at = `blk.${layer}.`;
    tensors.push(
      list(`${at}attn_norm.weight`, width, 1),
      matrix(`${at}attn_q.weight`, width, head * HEADS),
      matrix(`${at}attn_k.weight`, width, head * KV_HEADS),
      matrix(`${at}attn_v.weight`, width, head * KV_HEADS),
      writes(`${at}attn_output.weight`, head * HEADS),
      list(`${at}ffn_norm.weight`, width, 1),
      matrix(`${at}ffn_gate.weight`, width, inner),
      matrix(`${at}ffn_up.weight`, width, inner),
      writes(`${at}ffn_down.weight`, inner),
    );
    if (architecture === 'qwen2')
      tensors.push(
        list(`${at}attn_q.bias`, head * HEADS, 0.2),
        list(`${at}attn_k.bias`, head * KV_HEADS, 0.2),
        list(`${at}attn_v.bias`, head * KV_HEADS, 0.2),
      );
    if (architecture === 'qwen3' || architecture === 'gemma3')
      tensors.push(list(`${at}attn_q_norm.weight`, head, 1), list(`${at}attn_k_norm.weight`, head, 1));
    if (architecture === 'gemma3')
      tensors.push(
        list(`${at}post_attention_norm.weight`, width, 0.5),
        list(`${at}post_ffw_norm.weight`, width, 0.5),
      );
  }
  return { entries, tensors };
}

/** A whole model with random weights, as bytes. Equal options give equal bytes. */
export function randomModel(options: RandomModelOptions): Uint8Array {
  const { entries, tensors } = randomModelParts(options);
  return writeGguf(entries, tensors);
}
