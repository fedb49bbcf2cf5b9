import type { GgufHeader } from '../kit/gguf/read.ts';
import type { TensorEntry } from '../kit/gguf/read-tensors.ts';
import { TENSOR_TYPE, type TensorTypeName } from '../kit/gguf/types.ts';
import { isRearranged } from './rearranged.ts';
import type { Simd } from './simd.ts';

/** What of a model's header decides how much memory it takes on one kind of processor. */
export interface ModelSizes {
  /** Weights in memory; an embedding that is the output too counts twice where the output is rearranged. */
  weightBytes: number;
  /** Of them, what is rearranged: beside a mapped file it is there a second time. */
  rearrangedBytes: number;
  /** Keys and values of one token in all layers, F16; 0 for models that keep none. */
  kvBytesPerToken: number;
  /** Numbers for a token between the layers. */
  width: number;
  /** Of all query heads of a layer. */
  queryWidth: number;
  /** Of all key heads of a layer, and of all value heads. */
  keyWidth: number;
  feedForward: number;
  /** Bytes of one number on its way into the widest matrix, in the type that this multiplies with. */
  factorBytes: number;
  vocabulary: number;
  merges: number;
  /** A text goes through in one piece, and nothing is kept of it. */
  encoder: boolean;
}

/** Bytes of a number that is multiplied with a matrix of a type: `vec_dot_type` in ggml-cpu. */
function factorBytes(type: TensorTypeName): number {
  if (type === 'F32') return 0;
  if (type === 'F16' || type === 'BF16') return 2;
  if (type === 'Q4_1' || type === 'Q5_1') return 36 / 32;
  return TENSOR_TYPE[type].block === 256 ? 292 / 256 : 34 / 32;
}

const OUTPUT = /^output\.weight$/;
const MATRIX = /^(?:blk|dec|enc)\.\S+\.weight$/;
const ENCODER = /bert|t5encoder|gemma-embedding/;

/** Entries of a list, or one number for all layers. */
function perLayer(header: GgufHeader, key: string, layers: number, otherwise: number[]): number[] {
  const value = header.metadata.get(key)?.value;
  if (typeof value === 'number') return Array.from({ length: layers }, () => value);
  return Array.isArray(value) ? value.slice(0, layers).map(Number) : otherwise;
}

/**
 * Reads the sizes from a header that was checked (`modelInfo`).
 * @param simd of the processor that will compute
 */
export function modelSizes(header: GgufHeader, simd: Simd): ModelSizes {
  const { metadata, tensors } = header;
  const architecture = String(metadata.get('general.architecture')?.value);
  const number = (key: string, otherwise: number): number => {
    const value = metadata.get(`${architecture}.${key}`)?.value;
    return typeof value === 'number' ? value : otherwise;
  };
  const list = (key: string): number => {
    const value = metadata.get(`tokenizer.ggml.${key}`)?.value;
    return Array.isArray(value) ? value.length : 0;
  };
  const [layers, width] = [number('block_count', 0), number('embedding_length', 0)];
  const heads = perLayer(header, `${architecture}.attention.head_count`, layers, []);
  const kvHeads = perLayer(header, `${architecture}.attention.head_count_kv`, layers, heads);
  const most = (values: number[]): number => Math.max(0, ...values);
  const head = most(heads) === 0 ? 0 : Math.floor(width / most(heads));
  const keyLength = number('attention.key_length', head);
  const valueLength = number('attention.value_length', head);
  const encoder = ENCODER.test(architecture);
  const widest = tensors.filter(({ name }) => MATRIX.test(name)).toSorted((a, b) => inner(b) - inner(a))[0];
  const feeds = perLayer(header, `${architecture}.feed_forward_length`, layers, [0]);
  const experts = number('expert_used_count', 0) * number('expert_feed_forward_length', most(feeds));
  return {
    ...weightsOf(tensors, simd),
    kvBytesPerToken: encoder ? 0 : 2 * (keyLength + valueLength) * kvHeads.reduce((sum, one) => sum + one, 0),
    width,
    queryWidth: keyLength * most(heads),
    keyWidth: Math.max(keyLength, valueLength) * most(kvHeads),
    feedForward: Math.max(most(feeds), experts),
    factorBytes: widest === undefined ? 0 : factorBytes(widest.type),
    vocabulary: list('tokens'),
    merges: list('merges'),
    encoder,
  };
}

const inner = ({ dimensions }: TensorEntry): number => (dimensions.length > 1 ? (dimensions[0] ?? 0) : 0);

function weightsOf(
  tensors: readonly TensorEntry[],
  simd: Simd,
): Pick<ModelSizes, 'weightBytes' | 'rearrangedBytes'> {
  const rearranged = ({ type, dimensions }: TensorEntry): boolean =>
    dimensions.length > 1 && isRearranged(type, dimensions[1] ?? 1, simd);
  const sum = (some: readonly TensorEntry[]): number => some.reduce((bytes, one) => bytes + one.bytes, 0);
  const multiplied = tensors.filter(({ name }) => OUTPUT.test(name) || MATRIX.test(name));
  const embedding = tensors.find(({ name }) => name === 'token_embd.weight');
  const tied = embedding !== undefined && !tensors.some(({ name }) => OUTPUT.test(name));
  // rows are looked up in the embedding as it is: where the output is rearranged, llama.cpp loads it a second time
  const twice = tied && rearranged(embedding) ? embedding.bytes : 0;
  return {
    weightBytes: sum(tensors) + twice,
    rearrangedBytes: sum(multiplied.filter(rearranged)) + twice,
  };
}
