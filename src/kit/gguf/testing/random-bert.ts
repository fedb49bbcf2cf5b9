import { writeGguf, type GgufEntry, type GgufTensor } from '../write.ts';
import { normals } from './normals.ts';

export interface RandomBertOptions {
  width?: number;
  layers?: number;
  heads?: number;
  feedForward?: number;
  context?: number;
  seed?: number;
  name?: string;
}

/** How llama.cpp joins the vectors of all tokens: their mean. */
const MEAN_POOLING = 1;
const SPECIALS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** Letters, digits and signs, each at the start of a word and inside one; any plain text can be written with them. */
function vocabulary(): { tokens: string[]; types: number[] } {
  const signs = Array.from('abcdefghijklmnopqrstuvwxyz0123456789.,!?\'"-:;()/');
  const tokens = [...SPECIALS, ...signs.map((sign) => `\u2581${sign}`), ...signs];
  return { tokens, types: tokens.map((_, id) => (id < SPECIALS.length ? 3 : 1)) };
}

/**
 * A BERT encoder with random weights (F32), as bytes: it turns texts into vectors, equal texts into equal ones. Seeded.
 * Its vectors are not of length 1.
 */
export function randomBert(options: RandomBertOptions = {}): Uint8Array {
  const { width = 64, layers = 2, heads = 4, feedForward = 128, context = 256 } = options;
  const { seed = 1, name = 'random-bert' } = options;
  const next = normals(seed);
  const { tokens, types } = vocabulary();
  const number = (key: string, value: number): GgufEntry => ({ key: `bert.${key}`, type: 'u32', value });
  const token = (key: string, id: number): GgufEntry => ({
    key: `tokenizer.ggml.${key}_token_id`,
    type: 'u32',
    value: id,
  });
  const entries: GgufEntry[] = [
    { key: 'general.architecture', type: 'string', value: 'bert' },
    { key: 'general.name', type: 'string', value: name },
    number('block_count', layers),
    number('context_length', context),
    number('embedding_length', width),
    number('feed_forward_length', feedForward),
    number('attention.head_count', heads),
    number('pooling_type', MEAN_POOLING),
    { key: 'bert.attention.layer_norm_epsilon', type: 'f32', value: 1e-12 },
    { key: 'bert.attention.causal', type: 'bool', value: false },
    { key: 'tokenizer.ggml.model', type: 'string', value: 'bert' },
    { key: 'tokenizer.ggml.pre', type: 'string', value: 'jina-v2-en' },
    { key: 'tokenizer.ggml.tokens', arrayOf: 'string', values: tokens },
    { key: 'tokenizer.ggml.token_type', arrayOf: 'i32', values: types },
    { key: 'tokenizer.ggml.token_type_count', type: 'u32', value: 2 },
    token('padding', 0),
    token('unknown', 1),
    token('bos', 2),
    token('cls', 2),
    token('eos', 3),
    // the format spells it so
    token('seperator', 3),
    token('mask', 4),
  ];
  const tensor = (title: string, dimensions: number[], value: () => number): GgufTensor => {
    const count = dimensions.reduce((product, size) => product * size, 1);
    const floats = Float32Array.from({ length: count }, value);
    return { name: title, type: 'F32', dimensions, data: new Uint8Array(floats.buffer) };
  };
  const linear = (title: string, input: number, output: number): GgufTensor[] => [
    tensor(`${title}.weight`, [input, output], () => next() / Math.sqrt(input)),
    tensor(`${title}.bias`, [output], () => 0),
  ];
  const norm = (title: string): GgufTensor[] => [
    tensor(`${title}.weight`, [width], () => 1),
    tensor(`${title}.bias`, [width], () => 0),
  ];
  const layer = (at: string): GgufTensor[] => [
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].flatMap((part) => linear(at + part, width, width)),
    ...norm(`${at}attn_output_norm`),
    ...linear(`${at}ffn_up`, width, feedForward),
    ...linear(`${at}ffn_down`, feedForward, width),
    ...norm(`${at}layer_output_norm`),
  ];
  return writeGguf(entries, [
    tensor('token_embd.weight', [width, tokens.length], next),
    tensor('position_embd.weight', [width, context], () => next() * 0.1),
    tensor('token_types.weight', [width, 2], () => next() * 0.1),
    ...norm('token_embd_norm'),
    ...Array.from({ length: layers }, (_, i) => layer(`blk.${i}.`)).flat(),
  ]);
}
