import { writeFileSync } from 'node:fs';
import { writeGguf, type GgufEntry, type GgufTensor } from '../write.ts';
import { TENSOR_TYPE, tensorBytes, type TensorTypeName } from '../types.ts';
import { toHalf } from '../half.ts';
import { byteTokenizer, CHATML } from './byte-tokenizer.ts';
import { normals } from './normals.ts';

/** Shape of a random model. */
export interface RandomLlamaOptions {
  /** Width; a multiple of 32. */
  width?: number;
  layers?: number;
  heads?: number;
  kvHeads?: number;
  feedForward?: number;
  context?: number;
  /** At least 300; tokens beyond the bytes are unused fillers. */
  vocabulary?: number;
  type?: Extract<TensorTypeName, 'F32' | 'F16' | 'Q8_0' | 'Q4_0'>;
  /** Only tokens of printable ASCII get a chance, so that texts can be compared. Default true. */
  ascii?: boolean;
  seed?: number;
  name?: string;
  chatTemplate?: string;
}

/** Random values of a type with this standard deviation; `mask(row)` false gives a row of zeros. */
function fill(
  type: NonNullable<RandomLlamaOptions['type']>,
  dimensions: number[],
  deviation: number,
  next: () => number,
  mask?: (row: number) => boolean,
): Uint8Array {
  const [rowLength = 1] = dimensions;
  const values = dimensions.reduce((product, size) => product * size, 1);
  if (type === 'F32' || type === 'F16') {
    const floats = new Float32Array(values);
    for (let i = 0; i < values; i++)
      floats[i] = mask && !mask(Math.floor(i / rowLength)) ? 0 : next() * deviation;
    return type === 'F32' ? new Uint8Array(floats.buffer) : toHalf(floats);
  }
  const bytes = new Uint8Array(tensorBytes(TENSOR_TYPE[type], dimensions) as number);
  const scale = toHalf(Float32Array.of((deviation * 3) / (type === 'Q8_0' ? 127 : 8)));
  const blockBytes = TENSOR_TYPE[type].bytes;
  const blocksPerRow = rowLength / 32;
  for (let block = 0; block * blockBytes < bytes.length; block++) {
    const at = block * blockBytes;
    const live = !mask || mask(Math.floor(block / blocksPerRow));
    bytes.set(scale, at);
    for (let i = at + 2; i < at + blockBytes; i++)
      bytes[i] =
        type === 'Q8_0'
          ? live
            ? Math.round(next() * 42) & 255
            : 0
          : live
            ? Math.floor(Math.abs(next()) * 85) & 255
            : 0x88;
  }
  return bytes;
}

/** What `writeGguf` takes: tests change it before it is written. */
export interface GgufParts {
  entries: GgufEntry[];
  tensors: GgufTensor[];
}

/** A llama model with random weights, in parts. Seeded: equal options give equal parts. */
export function randomLlamaParts(options: RandomLlamaOptions = {}): GgufParts {
  const {
    width = 64,
    layers = 2,
    heads = 4,
    kvHeads = 2,
    feedForward = 128,
    context = 512,
    vocabulary = 300,
  } = options;
  const { type = 'F32', ascii = true, seed = 1, name = 'random', chatTemplate = CHATML } = options;
  const next = normals(seed);
  const head = width / heads;
  const number = (key: string, value: number): GgufEntry => ({ key: `llama.${key}`, type: 'u32', value });
  const entries: GgufEntry[] = [
    { key: 'general.architecture', type: 'string', value: 'llama' },
    { key: 'general.name', type: 'string', value: name },
    number('block_count', layers),
    number('context_length', context),
    number('embedding_length', width),
    number('feed_forward_length', feedForward),
    number('attention.head_count', heads),
    number('attention.head_count_kv', kvHeads),
    number('rope.dimension_count', head),
    number('vocab_size', vocabulary),
    { key: 'llama.rope.freq_base', type: 'f32', value: 10_000 },
    { key: 'llama.attention.layer_norm_rms_epsilon', type: 'f32', value: 1e-5 },
    ...byteTokenizer(vocabulary, chatTemplate),
  ];
  const matrix = (
    tensor: string,
    input: number,
    output: number,
    deviation = 1 / Math.sqrt(input),
    mask?: (row: number) => boolean,
  ): GgufTensor => ({
    name: tensor,
    type,
    dimensions: [input, output],
    data: fill(type, [input, output], deviation, next, mask),
  });
  const norm = (tensor: string): GgufTensor => ({
    name: tensor,
    type: 'F32',
    dimensions: [width],
    data: new Uint8Array(new Float32Array(width).fill(1).buffer),
  });
  const printable = (row: number): boolean => row >= 32 && row < 127;
  const tensors: GgufTensor[] = [
    matrix('token_embd.weight', width, vocabulary, 0.1),
    norm('output_norm.weight'),
    matrix('output.weight', width, vocabulary, 0.3, ascii ? printable : undefined),
  ];
  for (let layer = 0; layer < layers; layer++) {
    const at = `blk.${layer}.`;
    tensors.push(
      norm(`${at}attn_norm.weight`),
      matrix(`${at}attn_q.weight`, width, width),
      matrix(`${at}attn_k.weight`, width, head * kvHeads),
      matrix(`${at}attn_v.weight`, width, head * kvHeads),
      matrix(`${at}attn_output.weight`, width, width),
      norm(`${at}ffn_norm.weight`),
      matrix(`${at}ffn_gate.weight`, width, feedForward),
      matrix(`${at}ffn_up.weight`, width, feedForward),
      matrix(`${at}ffn_down.weight`, feedForward, width),
    );
  }
  return { entries, tensors };
}

/** A whole llama model with random weights, as bytes. Equal options give equal bytes. */
export function randomLlama(options: RandomLlamaOptions = {}): Uint8Array {
  const { entries, tensors } = randomLlamaParts(options);
  return writeGguf(entries, tensors);
}

/** Writes a random model to a file. */
export function writeRandomLlama(path: string, options: RandomLlamaOptions = {}): void {
  writeFileSync(path, randomLlama(options));
}

/** 207 million parameters with 32,000 tokens, for speed: `writeRandomLlama(path, { ...BIG, type: 'Q4_0' })`. */
export const BIG: RandomLlamaOptions = {
  width: 1024,
  layers: 12,
  heads: 16,
  kvHeads: 8,
  feedForward: 2816,
  context: 4096,
  vocabulary: 32_000,
  name: 'random-big',
};
