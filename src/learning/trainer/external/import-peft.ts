import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NearmostError } from '../../../contract/errors.ts';
import { BASE_SHA256 } from '../../../kit/gguf/check-adapter.ts';
import { toHalf } from '../../../kit/gguf/half.ts';
import { type GgufTensor, writeGguf } from '../../../kit/gguf/write.ts';
import type { ModelShape } from '../architectures/model.ts';
import { permuteHeads } from './permute-heads.ts';
import { badSafetensors, readSafetensors, type SafeTensor } from './safetensors.ts';

/** Modules of a layer as PEFT names them, and the weight of the same in GGUF. */
const MODULES: Readonly<Record<string, string>> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};
const NAME =
  /(?:^|\.)layers\.(\d{1,4})\.(self_attn\.[qkvo]_proj|mlp\.(?:gate|up|down)_proj)\.lora_([AB])(?:\.default)?\.weight$/;
const MOST_CONFIG = 2 ** 20;

/** What of `adapter_config.json` decides the numbers. */
const CONFIG = z.object({
  peft_type: z.string().default('LORA'),
  r: z.int().min(1).max(4096),
  lora_alpha: z.number().min(-65_536).max(65_536),
  use_rslora: z.boolean().nullish(),
  use_dora: z.boolean().nullish(),
  fan_in_fan_out: z.boolean().nullish(),
  lora_bias: z.boolean().nullish(),
  bias: z.string().nullish(),
  modules_to_save: z.array(z.string()).nullish(),
  rank_pattern: z.record(z.string(), z.number()).nullish(),
  alpha_pattern: z.record(z.string(), z.number()).nullish(),
});

/** The base that an adapter was trained on. */
export interface PeftBase {
  readonly shape: Pick<ModelShape, 'architecture' | 'heads' | 'kvHeads' | 'layers'>;
  /** Of its GGUF file, in hex. */
  readonly sha256: string;
}

const refuse = (what: string): NearmostError =>
  new NearmostError('unsupported', `This adapter cannot be imported: ${what}.`, {
    hint: 'Train plain LoRA on the linear layers: q, k, v, o, gate, up and down projections.',
  });

/**
 * A folder that PEFT's save_pretrained() wrote (`adapter_config.json`, `adapter_model.safetensors`) as the bytes of a GGUF
 * adapter that gives equal outputs.
 * @param type of the numbers in the file. Default F32, which loses nothing
 * @throws NearmostError `unsupported` for adapters that are more than pairs of matrices, `invalid_model_file`
 */
export function importPeft(folder: string, base: PeftBase, type: 'F32' | 'F16' = 'F32'): Uint8Array {
  const config = readConfig(join(folder, 'adapter_config.json'));
  const path = join(folder, 'adapter_model.safetensors');
  const tensors: GgufTensor[] = [];
  for (const [name, tensor] of readSafetensors(path)) {
    const [, layer, module = '', half] = NAME.exec(name) ?? [];
    if (half === undefined) throw refuse(`it has a tensor "${name.slice(0, 120)}"`);
    if (Number(layer) >= base.shape.layers)
      throw refuse(`it changes layer ${layer}, the base has ${base.shape.layers}`);
    const weight = MODULES[module] ?? '';
    const [rows = 0, columns = 0, ...more] = tensor.shape;
    if (rows === 0 || columns === 0 || more.length > 0)
      throw badSafetensors(path, `a factor has the shape ${tensor.shape.join(' x ')}`);
    if ((half === 'A' ? rows : columns) !== config.r)
      throw badSafetensors(
        path,
        `a factor is ${rows} x ${columns}, the rank in adapter_config.json is ${config.r}`,
      );
    const data = half === 'B' ? rowsInOrder(tensor, weight, base) : tensor.data;
    if (!data.every(Number.isFinite))
      throw badSafetensors(path, 'it holds values that are infinite or no numbers');
    tensors.push({
      name: `blk.${Number(layer)}.${weight}.weight.lora_${half.toLowerCase()}`,
      type,
      dimensions: [columns, rows],
      data: type === 'F16' ? toHalf(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
  }
  // llama.cpp divides by the rank; rank-stabilised adapters are to be divided by its root
  const alpha = config.use_rslora ? config.lora_alpha * Math.sqrt(config.r) : config.lora_alpha;
  return writeGguf(
    [
      { key: 'general.type', type: 'string', value: 'adapter' },
      { key: 'general.architecture', type: 'string', value: base.shape.architecture },
      { key: 'adapter.type', type: 'string', value: 'lora' },
      { key: 'adapter.lora.alpha', type: 'f32', value: alpha },
      { key: BASE_SHA256, type: 'string', value: base.sha256 },
    ],
    tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

/** Llama files keep the rows of queries and keys in an order of their own. */
function rowsInOrder({ shape, data }: SafeTensor, weight: string, { shape: base }: PeftBase): Float32Array {
  const heads = weight === 'attn_q' ? base.heads : base.kvHeads;
  if (base.architecture !== 'llama' || !/^attn_[qk]$/.test(weight)) return data;
  const [rows = 0, columns = 0] = shape;
  if (rows % (2 * heads) !== 0) throw refuse(`${rows} rows of ${weight} are no ${heads} heads`);
  return permuteHeads(data, rows, columns, heads);
}

function readConfig(path: string): z.infer<typeof CONFIG> {
  let value: unknown;
  try {
    if (statSync(path).size > MOST_CONFIG) throw new RangeError('it is too large');
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new NearmostError('invalid_model_file', `${path} cannot be read as JSON.`, {
      hint: 'Name the folder that save_pretrained() wrote.',
      cause: error,
    });
  }
  const { success, data, error } = CONFIG.safeParse(value);
  if (!success)
    throw new NearmostError(
      'invalid_model_file',
      `${path} is no configuration of a LoRA: ${z.prettifyError(error)}`,
      {
        hint: 'Name the folder that save_pretrained() wrote.',
      },
    );
  if (data.peft_type !== 'LORA') throw refuse(`it is of the kind ${data.peft_type.slice(0, 40)}`);
  for (const key of ['use_dora', 'fan_in_fan_out', 'lora_bias'] as const)
    if (data[key]) throw refuse(`it was trained with ${key}`);
  if (data.bias && data.bias !== 'none') throw refuse('it trained biases');
  if (data.modules_to_save?.length) throw refuse('it holds whole modules (modules_to_save)');
  for (const key of ['rank_pattern', 'alpha_pattern'] as const)
    if (Object.keys(data[key] ?? {}).length > 0) throw refuse(`it was trained with a ${key}`);
  return data;
}
