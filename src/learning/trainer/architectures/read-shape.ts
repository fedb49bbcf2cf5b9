import { NearmostError } from '../../../contract/errors.ts';
import { checkReal, textOf, whole } from '../../../kit/gguf/fields.ts';
import { modelShape } from '../../../kit/gguf/model-shape.ts';
import type { GgufHeader } from '../../../kit/gguf/read.ts';
import { readTensor, tensorNamed } from '../../../kit/gguf/read-tensor.ts';
import type { RotaryPositions } from '../ops/rotary.ts';
import { checkWeights } from './check-weights.ts';
import type { ArchitectureName, ModelShape } from './model.ts';

/** What the name of an architecture alone decides. */
type Traits = Pick<ModelShape, 'activation' | 'headNorms' | 'postNorms'> & Pick<RotaryPositions, 'pairing'>;
const PLAIN = { activation: 'silu', headNorms: false, postNorms: false, pairing: 'halves' } as const;
const TRAITS: Readonly<Record<ArchitectureName, Traits>> = {
  llama: { ...PLAIN, pairing: 'neighbours' },
  qwen2: PLAIN,
  qwen3: { ...PLAIN, headNorms: true },
  gemma3: { ...PLAIN, activation: 'gelu', headNorms: true, postNorms: true },
};
/** Layers of the one gemma3 whose queries are scaled by the width of the model. */
const GEMMA3_27B = 62;
/** A divisor of the angles, one for each pair that turns. */
const ROPE_FACTORS = 'rope_freqs.weight';

const refuse = (what: string): NearmostError =>
  new NearmostError('unsupported', `This model cannot be trained here: ${what}.`, {
    hint: `Choose a base of the architecture ${Object.keys(TRAITS).join(', ')}, or train it elsewhere and import the adapter.`,
  });

/**
 * The shape of a model in a GGUF file, from its metadata and tensor table: what the trainer computes is then what
 * llama.cpp computes.
 * @param path of the file, for the few tensors that belong to the shape
 * @throws NearmostError `unsupported` for what the forward pass here does not do, `invalid_model_file` for sizes that do not agree
 */
export function readShape(path: string, header: GgufHeader): ModelShape {
  const architecture = textOf(header, 'general.architecture', 64) ?? '';
  if (!isKnown(architecture)) throw refuse(`its architecture is "${architecture}"`);
  const { pairing, ...traits } = TRAITS[architecture];
  const sizes = modelShape(header, architecture);
  const real = (name: string, otherwise: number): number => {
    checkReal(header, `${architecture}.${name}`, 0, 1e30);
    return (header.metadata.get(`${architecture}.${name}`)?.value as number | undefined) ?? otherwise;
  };
  const size = (name: string, otherwise: number): number =>
    whole(header, `${architecture}.${name}`, { most: 2 ** 24, otherwise });
  const has = (name: string): boolean => header.tensors.some((tensor) => tensor.name === name);
  if (sizes.experts > 0) throw refuse('it is a mixture of experts');
  if (real('final_logit_softcapping', 0) > 0 || real('attn_logit_softcapping', 0) > 0)
    throw refuse('it caps its logits');

  const headWidth = size('attention.key_length', sizes.headLength);
  if (headWidth !== size('attention.value_length', headWidth))
    throw refuse('the heads of its keys and values have two widths');
  const rope: RotaryPositions = {
    pairing,
    base: real('rope.freq_base', 10_000),
    scale: scaleOf(header, architecture, real),
    width: size('rope.dimension_count', headWidth),
  };
  if (rope.width > headWidth || rope.width % 2 !== 0)
    throw refuse(`${rope.width} of the ${headWidth} numbers of a head turn`);
  const [vocabulary = 0, width] = tensorNamed(header, 'token_embd.weight').dimensions.toReversed();
  if (width !== sizes.embeddingLength) throw refuse('the width of its embedding is not the one it states');
  const window =
    architecture === 'gemma3'
      ? whole(header, 'gemma3.attention.sliding_window', { least: 0, most: 2 ** 24, otherwise: 0 })
      : 0;
  const gemma = architecture === 'gemma3';
  const big = gemma && sizes.layers === GEMMA3_27B;
  const scale = architecture === 'llama' ? real('attention.scale', 0) : 0;
  const shape: ModelShape = {
    ...traits,
    architecture,
    vocabulary,
    layers: sizes.layers,
    width,
    heads: sizes.heads,
    kvHeads: sizes.kvHeads,
    headWidth,
    inner: size('feed_forward_length', 0),
    context: sizes.contextLength,
    epsilon: real('attention.layer_norm_rms_epsilon', 0),
    rope: { ...rope, ...(has(ROPE_FACTORS) ? { factors: factorsOf(path, header, rope.width) } : {}) },
    local:
      window === 0
        ? null
        : {
            window,
            period: size('attention.sliding_window_pattern', 6),
            rope: { ...rope, base: real('rope.freq_base_swa', 10_000), scale: 1 },
          },
    queryScale: scale || 1 / Math.sqrt(big ? width / sizes.heads : headWidth),
    embeddingScale: gemma ? Math.sqrt(width) : 1,
    biases: has('blk.0.attn_q.bias'),
    tied: !has('output.weight'),
  };
  checkWeights(header, shape, [ROPE_FACTORS]);
  return shape;
}

const isKnown = (name: string): name is ArchitectureName => Object.hasOwn(TRAITS, name);

/** 1 / factor of linear scaling. The other kinds change the angles one by one. */
function scaleOf(
  header: GgufHeader,
  architecture: string,
  real: (name: string, otherwise: number) => number,
): number {
  const kind = textOf(header, `${architecture}.rope.scaling.type`, 32) ?? 'linear';
  if (kind === 'none') return 1;
  if (kind !== 'linear') throw refuse(`its positions are scaled by ${kind}`);
  return 1 / (real('rope.scaling.factor', 0) || real('rope.scale_linear', 0) || 1);
}

function factorsOf(path: string, header: GgufHeader, width: number): Float32Array {
  const tensor = tensorNamed(header, ROPE_FACTORS);
  const factors = tensor.elements === width / 2 ? readTensor(path, header, tensor) : new Float32Array();
  if (factors.length === 0 || factors.some((factor) => !(factor > 0 && factor < 1e9)))
    throw new NearmostError(
      'invalid_model_file',
      `"${ROPE_FACTORS}" does not hold a positive number for each of ${width / 2} pairs.`,
    );
  return factors;
}
