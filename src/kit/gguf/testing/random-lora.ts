import { writeFileSync } from 'node:fs';
import { toHalf } from '../half.ts';
import { type GgufEntry, type GgufTensor, writeGguf } from '../write.ts';
import { normals } from './normals.ts';
import type { GgufParts, RandomLlamaOptions } from './random-llama.ts';

/** Shape of a random adapter. The options of its base decide the dimensions. */
export interface RandomLoraOptions extends Pick<
  RandomLlamaOptions,
  'width' | 'layers' | 'heads' | 'kvHeads' | 'feedForward' | 'seed'
> {
  rank?: number;
  alpha?: number;
  type?: 'F32' | 'F16';
  /** Standard deviation of both halves; enough by default to change what a random base writes. */
  deviation?: number;
  /** Matrices of a layer that get a pair, such as `attn_q`; default: all seven. */
  only?: readonly string[];
  /** Metadata beyond what every adapter has. */
  more?: GgufEntry[];
}

/** An adapter of random weights for `randomLlama` of the same options, in parts. Seeded. */
export function randomLoraParts(options: RandomLoraOptions = {}): GgufParts {
  const { width = 64, layers = 2, heads = 4, kvHeads = 2, feedForward = 128 } = options;
  const { rank = 4, alpha = 8, type = 'F32', deviation = 0.3, seed = 1, more = [], only } = options;
  const next = normals(seed);
  const half = (name: string, input: number, output: number): GgufTensor => {
    const floats = Float32Array.from({ length: input * output }, () => next() * deviation);
    const data = type === 'F32' ? new Uint8Array(floats.buffer) : toHalf(floats);
    return { name, type, dimensions: [input, output], data };
  };
  const pair = (name: string, input: number, output: number): GgufTensor[] => [
    half(`${name}.lora_a`, input, rank),
    half(`${name}.lora_b`, rank, output),
  ];
  const keys = (width / heads) * kvHeads;
  const tensors = Array.from({ length: layers }, (_, layer) => `blk.${layer}.`).flatMap((at) => [
    ...pair(`${at}attn_q.weight`, width, width),
    ...pair(`${at}attn_k.weight`, width, keys),
    ...pair(`${at}attn_v.weight`, width, keys),
    ...pair(`${at}attn_output.weight`, width, width),
    ...pair(`${at}ffn_gate.weight`, width, feedForward),
    ...pair(`${at}ffn_up.weight`, width, feedForward),
    ...pair(`${at}ffn_down.weight`, feedForward, width),
  ]);
  const kept = tensors.filter(({ name }) => !only || only.includes(name.split('.')[2] ?? ''));
  const entries: GgufEntry[] = [
    { key: 'general.type', type: 'string', value: 'adapter' },
    { key: 'general.architecture', type: 'string', value: 'llama' },
    { key: 'adapter.type', type: 'string', value: 'lora' },
    { key: 'adapter.lora.alpha', type: 'f32', value: alpha },
    ...more,
  ];
  return { entries, tensors: kept };
}

/** Writes a random adapter to a file. */
export function writeRandomLora(path: string, options: RandomLoraOptions = {}): void {
  const { entries, tensors } = randomLoraParts(options);
  writeFileSync(path, writeGguf(entries, tensors));
}
