import { writeFileSync } from 'node:fs';
import { byteTokenizer, CHATML } from '../../src/kit/gguf/testing/byte-tokenizer.ts';
import { normals } from '../../src/kit/gguf/testing/normals.ts';
import { randomData } from '../../src/kit/gguf/testing/random-data.ts';
import { TENSOR_TYPE, type TensorTypeName } from '../../src/kit/gguf/types.ts';
import { type GgufEntry, type GgufTensor, writeGguf } from '../../src/kit/gguf/write.ts';

/** Shape of a model whose weights are random. */
export interface Shape {
  architecture: 'llama' | 'qwen2' | 'qwen3';
  width: number;
  layers: number;
  heads: number;
  kvHeads: number;
  /** Elements of a head; default: the width shared by the heads. */
  headLength?: number;
  feedForward: number;
  vocabulary: number;
  type: TensorTypeName;
  /** Of the embedding and the output, where they are of another type. */
  edgeType?: TensorTypeName;
  /** The embedding is the output matrix too. */
  tied?: boolean;
}

/** Blocks that are drawn; a matrix repeats them, for drawing takes long and memory does not care. */
const TILE = 256;

/** Words of small letters, each but the bytes joined from two earlier ones, as byte-pair encoding does. */
function words(size: number): { tokens: string[]; merges: string[] } {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const tokens: string[] = letters.split('');
  const merges: string[] = [];
  for (let whole = 0; tokens.length < size; whole++)
    for (const letter of letters) {
      const left = tokens[whole] ?? '';
      merges.push(`${left} ${letter}`);
      tokens.push(left + letter);
    }
  const made = size - letters.length;
  return { tokens: tokens.slice(letters.length, size), merges: merges.slice(0, made) };
}

/** The tokenizer of single bytes, its unused tokens replaced by words. */
function tokenizer(size: number): GgufEntry[] {
  const entries = byteTokenizer(size, CHATML);
  const [bytes, specials] = [256, 3];
  const { tokens, merges } = words(size - bytes - specials + 26);
  return entries.map((entry) => {
    if (!('values' in entry)) return entry;
    if (entry.key === 'tokenizer.ggml.tokens')
      return {
        ...entry,
        values: [...entry.values.slice(0, bytes), ...tokens, ...entry.values.slice(-specials)],
      };
    if (entry.key === 'tokenizer.ggml.token_type')
      return { ...entry, values: entry.values.map((type) => (type === 5 ? 1 : type)) };
    return entry.key === 'tokenizer.ggml.merges' ? { ...entry, values: merges } : entry;
  });
}

function tensorsOf(shape: Shape): GgufTensor[] {
  const { architecture, width, layers, heads, kvHeads, feedForward, vocabulary, type, tied = false } = shape;
  const { headLength = width / heads, edgeType = type } = shape;
  const next = normals(1);
  const matrix = (name: string, input: number, output: number, kind = type): GgufTensor => {
    const { block, bytes } = TENSOR_TYPE[kind];
    const tile = randomData(kind, [block * TILE], 1 / Math.sqrt(input), next);
    const data = Buffer.alloc(((input * output) / block) * bytes, tile);
    return { name, type: kind, dimensions: [input, output], data };
  };
  const list = (name: string, length: number, value: number): GgufTensor => ({
    name,
    type: 'F32',
    dimensions: [length],
    data: new Uint8Array(new Float32Array(length).fill(value).buffer),
  });
  const layer = (number: number): GgufTensor[] => {
    const at = `blk.${number}.`;
    const [query, key] = [heads * headLength, kvHeads * headLength];
    return [
      list(`${at}attn_norm.weight`, width, 1),
      matrix(`${at}attn_q.weight`, width, query),
      matrix(`${at}attn_k.weight`, width, key),
      matrix(`${at}attn_v.weight`, width, key),
      matrix(`${at}attn_output.weight`, query, width),
      ...(architecture === 'qwen2'
        ? [
            list(`${at}attn_q.bias`, query, 0),
            list(`${at}attn_k.bias`, key, 0),
            list(`${at}attn_v.bias`, key, 0),
          ]
        : []),
      ...(architecture === 'qwen3'
        ? [list(`${at}attn_q_norm.weight`, headLength, 1), list(`${at}attn_k_norm.weight`, headLength, 1)]
        : []),
      list(`${at}ffn_norm.weight`, width, 1),
      matrix(`${at}ffn_gate.weight`, width, feedForward),
      matrix(`${at}ffn_up.weight`, width, feedForward),
      matrix(`${at}ffn_down.weight`, feedForward, width),
    ];
  };
  return [
    matrix('token_embd.weight', width, vocabulary, edgeType),
    list('output_norm.weight', width, 1),
    ...(tied ? [] : [matrix('output.weight', width, vocabulary, edgeType)]),
    ...Array.from({ length: layers }, (_, number) => layer(number)).flat(),
  ];
}

/** Writes a model with random weights and a vocabulary of words with their merges. */
export function writeModel(path: string, shape: Shape, context: number): void {
  const { architecture, width, layers, heads, kvHeads, feedForward, vocabulary } = shape;
  const { headLength = width / heads } = shape;
  const u32 = (key: string, value: number): GgufEntry => ({
    key: `${architecture}.${key}`,
    type: 'u32',
    value,
  });
  const f32 = (key: string, value: number): GgufEntry => ({
    key: `${architecture}.${key}`,
    type: 'f32',
    value,
  });
  const entries: GgufEntry[] = [
    { key: 'general.architecture', type: 'string', value: architecture },
    { key: 'general.name', type: 'string', value: 'random' },
    u32('block_count', layers),
    u32('context_length', context),
    u32('embedding_length', width),
    u32('feed_forward_length', feedForward),
    u32('attention.head_count', heads),
    u32('attention.head_count_kv', kvHeads),
    u32('attention.key_length', headLength),
    u32('attention.value_length', headLength),
    u32('rope.dimension_count', headLength),
    u32('vocab_size', vocabulary),
    f32('rope.freq_base', 10_000),
    f32('attention.layer_norm_rms_epsilon', 1e-5),
    ...tokenizer(vocabulary),
  ];
  writeFileSync(path, writeGguf(entries, tensorsOf(shape)));
}
