import type { TensorTypeName } from '../types.ts';
import { TENSOR_TYPE } from '../types.ts';
import { writeGguf, type GgufEntry } from '../write.ts';
import { randomLlamaParts, type GgufParts } from './random-llama.ts';

type Change = (parts: GgufParts) => GgufParts;

const without =
  (key: string): Change =>
  ({ entries, tensors }) => ({ entries: entries.filter((entry) => entry.key !== key), tensors });
const put =
  (entry: GgufEntry): Change =>
  (parts) => {
    const { entries, tensors } = without(entry.key)(parts);
    return { entries: [...entries, entry], tensors };
  };
const u32 = (key: string, value: number): Change => put({ key, type: 'u32', value });
const f32 = (key: string, value: number): Change => put({ key, type: 'f32', value });
const text = (key: string, value: string): Change => put({ key, type: 'string', value });
const both =
  (...changes: Change[]): Change =>
  (parts) =>
    changes.reduce((all, change) => change(all), parts);

/** Stores a tensor in another type, all bytes 0. */
const retype =
  (name: string, type: TensorTypeName): Change =>
  ({ entries, tensors }) => ({
    entries,
    tensors: tensors.map((tensor) => {
      if (tensor.name !== name) return tensor;
      const { block, bytes } = TENSOR_TYPE[type];
      const count = tensor.dimensions.reduce((product, size) => product * size, 1);
      return { ...tensor, type, data: new Uint8Array((count / block) * bytes) };
    }),
  });
const tokens = (change: (list: string[]) => string[]): Change => {
  return (parts) => {
    const entry = parts.entries.find(({ key }) => key === 'tokenizer.ggml.tokens');
    if (entry === undefined || !('values' in entry)) throw new Error('no tokens');
    return put({ ...entry, values: change(entry.values.map(String)) })(parts);
  };
};
const T = 'tokenizer.ggml.';
const SIZE = 300;
const numbers = (key: string, arrayOf: 'u8' | 'i32' | 'f32' | 'u32', count: number, value = 1): Change =>
  put({ key, arrayOf, values: Array.from({ length: count }, () => value) });

/** One step each away from a sound model; most of them were seen to end the process of llama.cpp (abort or segmentation fault). */
const CHANGES: Readonly<Record<string, Change>> = {
  'no architecture': without('general.architecture'),
  'an architecture that is no name': text('general.architecture', '../../llama'),
  'a projector for pictures': text('general.type', 'mmproj'),
  'one part of three': put({ key: 'split.count', type: 'u16', value: 3 }),
  'no block count': without('llama.block_count'),
  'no context length': without('llama.context_length'),
  'no embedding length': without('llama.embedding_length'),
  'no head count': without('llama.attention.head_count'),
  'no feed-forward length': without('llama.feed_forward_length'),
  'a feed-forward length of 0': u32('llama.feed_forward_length', 0),
  'more layers than tables': u32('llama.block_count', 513),
  'a fraction as block count': f32('llama.block_count', 2),
  'a text as context length': text('llama.context_length', '512'),
  'heads that do not divide the width': u32('llama.attention.head_count', 3),
  'heads that share no key heads evenly': u32('llama.attention.head_count_kv', 3),
  'no key head in any layer': numbers('llama.attention.head_count_kv', 'u32', 2, 0),
  'head counts for one layer of two': numbers('llama.attention.head_count', 'u32', 1, 4),
  'keys of 0 elements': u32('llama.attention.key_length', 0),
  'values of 0 elements': u32('llama.attention.value_length', 0),
  'values of 2^31 elements': u32('llama.attention.value_length', 2 ** 31),
  'experts that never work': u32('llama.expert_count', 8),
  'working experts that are not there': u32('llama.expert_used_count', 1),
  'more experts than tables': both(u32('llama.expert_count', 513), u32('llama.expert_used_count', 2)),
  'more predicting layers than layers': u32('llama.nextn_predict_layers', 99),
  'a negative epsilon': f32('llama.attention.layer_norm_rms_epsilon', -1),
  'an epsilon that is no number': f32('llama.attention.layer_norm_rms_epsilon', Number.NaN),
  'an endless rope base': f32('llama.rope.freq_base', Infinity),
  'an unknown rope scaling': text('llama.rope.scaling.type', 'nonsense'),
  'no tokenizer': without(`${T}model`),
  'a tokenizer of the kind none': text(`${T}model`, 'none'),
  'no tokens': without(`${T}tokens`),
  'an empty list of tokens': tokens(() => []),
  'one token less than rows': tokens((list) => list.slice(1)),
  'numbers as tokens': numbers(`${T}tokens`, 'i32', SIZE),
  'two equal tokens': tokens((list) => list.with(5, list[6] ?? '')),
  'a tokenizer without its bytes': text(`${T}model`, 'llama'),
  'token types of one byte': numbers(`${T}token_type`, 'u8', SIZE),
  'one token type': numbers(`${T}token_type`, 'i32', 1),
  'scores of one byte': numbers(`${T}scores`, 'u8', SIZE),
  'one score': numbers(`${T}scores`, 'f32', 1),
  'no merges': without(`${T}merges`),
  'numbers as merges': numbers(`${T}merges`, 'i32', 3),
  'a first token beyond the vocabulary': u32(`${T}bos_token_id`, SIZE),
  'a fraction as last token': f32(`${T}eos_token_id`, 1.5),
  'a number as chat template': u32('tokenizer.chat_template', 7),
  'a chat template of 2 MB': text('tokenizer.chat_template', '{'.repeat(2 * 2 ** 20)),
  'a norm in half precision': retype('blk.0.attn_norm.weight', 'F16'),
  'a norm in blocks': retype('output_norm.weight', 'Q8_0'),
  'an embedding of whole numbers': retype('token_embd.weight', 'I16'),
  'a weight of whole numbers': retype('blk.0.ffn_up.weight', 'I16'),
  'a weight of doubles': retype('blk.1.attn_q.weight', 'F64'),
  'a weight in a type for results': retype('output.weight', 'Q8_1'),
  'no tensor of any layer': ({ entries, tensors }) => ({
    entries,
    tensors: tensors.filter(({ name }) => !name.startsWith('blk.')),
  }),
};

/** Containers without a fault that native code must not see all the same: refused by `modelInfo`. */
export function hostileModels(): { name: string; bytes: Uint8Array }[] {
  return Object.entries(CHANGES).map(([name, change]) => {
    const { entries, tensors } = change(randomLlamaParts());
    return { name, bytes: writeGguf(entries, tensors) };
  });
}
