import { BASE_SHA256 } from '../../../kit/gguf/check-adapter.ts';
import { toHalf } from '../../../kit/gguf/half.ts';
import { type GgufTensor, writeGguf } from '../../../kit/gguf/write.ts';
import type { ModelShape } from '../architectures/model.ts';
import { type AdapterConfig, refuseAdapter } from './adapter-config.ts';
import { permuteHeads } from './permute-heads.ts';
import { badSafetensors, readSafetensors, type SafeTensor } from './safetensors.ts';

/** Modules of a layer as the authors of models name them, and the weight of the same in GGUF. */
const MODULES: Readonly<Record<string, string>> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};
/** Of the text part of a model: what also sees pictures has layers of the same names elsewhere. */
const NAME =
  /^(?:(?:base_model|model|language_model)\.)*layers\.(\d{1,4})\.((?:self_attn|mlp)\.\w{1,20})\.(?:lora_([AB])(?:\.default)?\.weight|lora_([ab]))$/;

/** The base that an adapter was trained on. */
export interface LoraBase {
  readonly shape: Pick<ModelShape, 'architecture' | 'heads' | 'kvHeads' | 'layers'>;
  /** Of its GGUF file, in hex. */
  readonly sha256: string;
  /** How the factors are stored: exact (default), or in half the bytes. */
  readonly stored?: 'F32' | 'F16' | undefined;
}

/**
 * A safetensors file of low-rank factors, as PEFT or mlx-lm wrote it, as the bytes of a GGUF adapter that gives equal outputs.
 * @throws NearmostError `unsupported` for tensors that are no factor of a linear layer, `invalid_model_file`
 */
export function importLora(path: string, config: AdapterConfig, base: LoraBase): Uint8Array {
  const tensors = new Map<string, GgufTensor>();
  for (const [name, tensor] of readSafetensors(path)) {
    const { weight, layer, half } = placeOf(name, base);
    const { shape, data } = factorOf(path, tensor, half, config);
    const [rows, columns] = shape;
    const ordered = half === 'b' ? rowsInOrder(data, shape, weight, base) : data;
    if (!ordered.every(Number.isFinite))
      throw badSafetensors(path, 'it holds values that are infinite or no numbers');
    const place = `blk.${layer}.${weight}.weight.lora_${half}`;
    if (tensors.has(place)) throw badSafetensors(path, `it has two factors of ${place}`);
    tensors.set(place, {
      name: place,
      type: base.stored ?? 'F32',
      dimensions: [columns, rows],
      data:
        base.stored === 'F16'
          ? toHalf(ordered)
          : new Uint8Array(ordered.buffer, ordered.byteOffset, ordered.byteLength),
    });
  }
  return writeGguf(
    [
      { key: 'general.type', type: 'string', value: 'adapter' },
      { key: 'general.architecture', type: 'string', value: base.shape.architecture },
      { key: 'adapter.type', type: 'string', value: 'lora' },
      { key: 'adapter.lora.alpha', type: 'f32', value: config.alpha },
      { key: BASE_SHA256, type: 'string', value: base.sha256 },
    ],
    [...tensors.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

function placeOf(name: string, { shape }: LoraBase): { weight: string; layer: number; half: 'a' | 'b' } {
  const [, layer, module = '', peft, mlx] = NAME.exec(name) ?? [];
  const weight = Object.hasOwn(MODULES, module) ? MODULES[module] : undefined;
  if (weight === undefined) throw refuseAdapter(`it has a tensor "${name.slice(0, 120)}"`);
  if (Number(layer) >= shape.layers)
    throw refuseAdapter(`it changes layer ${layer}, the base has ${shape.layers}`);
  return { weight, layer: Number(layer), half: (peft ?? mlx)?.toLowerCase() === 'a' ? 'a' : 'b' };
}

/** A factor as llama.cpp keeps it: A [rank, in], B [out, rank]. mlx-lm keeps both the other way round. */
function factorOf(
  path: string,
  { shape, data }: SafeTensor,
  half: 'a' | 'b',
  { kind, rank }: AdapterConfig,
): { shape: readonly [rows: number, columns: number]; data: Float32Array } {
  const [first = 0, second = 0, ...more] = shape;
  if (first === 0 || second === 0 || more.length > 0)
    throw badSafetensors(path, `a factor has the shape ${shape.join(' x ') || '(none)'}`);
  const found = (half === 'a') === (kind === 'peft') ? first : second;
  if (found !== rank)
    throw badSafetensors(
      path,
      `a factor is ${first} x ${second}, the rank in adapter_config.json is ${rank}`,
    );
  if (kind === 'peft') return { shape: [first, second], data };
  const turned = new Float32Array(data.length);
  for (let row = 0; row < first; row++)
    for (let column = 0; column < second; column++)
      turned[column * first + row] = data[row * second + column] as number;
  return { shape: [second, first], data: turned };
}

/** Llama files keep the rows of queries and keys in an order of their own. */
function rowsInOrder(
  data: Float32Array,
  [rows, columns]: readonly [number, number],
  weight: string,
  { shape: base }: LoraBase,
): Float32Array {
  const heads = weight === 'attn_q' ? base.heads : base.kvHeads;
  if (base.architecture !== 'llama' || !/^attn_[qk]$/.test(weight)) return data;
  if (rows % (2 * heads) !== 0) throw refuseAdapter(`${rows} rows of ${weight} are no ${heads} heads`);
  return permuteHeads(data, rows, columns, heads);
}
