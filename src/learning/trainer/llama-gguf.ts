import { toHalf } from '../../kit/gguf/half.ts';
import { writeGguf } from '../../kit/gguf/write.ts';
import type { GgufEntry, GgufTensor } from '../../kit/gguf/write.ts';
import type { Trained } from './adamw.ts';
import { llamaWeights } from './architectures/llama.ts';
import type { LlamaShape } from './architectures/llama.ts';

/** File-type codes of `general.file_type`. */
const FILE_TYPE = { F32: 0, F16: 1 } as const;

/**
 * A trained llama as a GGUF file. Matrices get `type`, norm weights stay F32.
 * `entries` are the tokenizer and everything else a file says about itself.
 */
export function llamaGguf(
  shape: LlamaShape,
  weights: ReadonlyMap<string, Pick<Trained, 'value'>>,
  entries: readonly GgufEntry[],
  type: 'F32' | 'F16',
): Uint8Array {
  const u32 = (key: string, value: number): GgufEntry => ({ key: `llama.${key}`, type: 'u32', value });
  const f32 = (key: string, value: number): GgufEntry => ({ key: `llama.${key}`, type: 'f32', value });
  const head: GgufEntry[] = [
    { key: 'general.architecture', type: 'string', value: 'llama' },
    { key: 'general.file_type', type: 'u32', value: FILE_TYPE[type] },
    u32('vocab_size', shape.vocabulary),
    u32('context_length', shape.context),
    u32('embedding_length', shape.width),
    u32('block_count', shape.layers),
    u32('feed_forward_length', shape.inner),
    u32('attention.head_count', shape.heads),
    u32('attention.head_count_kv', shape.kvHeads),
    u32('rope.dimension_count', shape.width / shape.heads),
    f32('rope.freq_base', shape.ropeBase),
    f32('attention.layer_norm_rms_epsilon', shape.epsilon),
  ];
  const tensors = [...llamaWeights(shape)].map(([name, dimensions]): GgufTensor => {
    const { value } = weights.get(name) ?? {};
    if (!value) throw new Error(`The model has no weight ${name}.`);
    const kind = dimensions.length === 1 ? 'F32' : type;
    const data =
      kind === 'F16' ? toHalf(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return { name, type: kind, dimensions: dimensions.toReversed(), data };
  });
  return writeGguf([...head, ...entries], tensors);
}
