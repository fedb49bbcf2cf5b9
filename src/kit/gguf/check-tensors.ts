import { badFile } from './file-cursor.ts';
import type { GgufHeader } from './read.ts';
import type { TensorTypeName } from './types.ts';

/** Types that hold intermediate results or indices: no matrix product takes them as weights, native code ends the process. */
const NO_WEIGHTS: ReadonlySet<TensorTypeName> = new Set(['I8', 'I16', 'I32', 'I64', 'F64', 'Q8_1', 'Q8_K']);
/** Converters keep these in full precision, and native code counts on it. */
const FULL_PRECISION = /(?:norm(?:_\w+)?\.(?:weight|bias)|\.bias)$/;
const WEIGHTS =
  /^(?:token_embd|output|(?:\w+\.)?blk\.\d+\.(?:attn_\w+|ffn_(?:up|down|gate)(?:_exps|_shexp)?))\.weight$/;

/** What native code takes for granted about the tensors of a model. */
export function checkTensors(
  { tensors }: GgufHeader,
  {
    embeddingLength,
    layers,
    vocabularySize,
  }: { embeddingLength: number; layers: number; vocabularySize: number },
): void {
  const embedding = tensors.find(({ name }) => name === 'token_embd.weight');
  if (!embedding)
    throw badFile('it has no token embedding (token_embd.weight); it is a vocabulary or a part');
  const [width, rows = 1] = embedding.dimensions;
  if (width !== embeddingLength)
    throw badFile(`the token embedding is ${width} wide, embedding_length says ${embeddingLength}`);
  if (rows !== vocabularySize)
    throw badFile(`the token embedding has ${rows} rows for ${vocabularySize} tokens`);
  let blocks = 0;
  for (const { name, type } of tensors) {
    const layer = /^blk\.(\d+)\./.exec(name)?.[1];
    if (layer !== undefined) blocks++;
    if (Number(layer ?? 0) >= layers)
      throw badFile(`tensor "${name}" belongs to a layer beyond the ${layers} there are`);
    if (FULL_PRECISION.test(name) && type !== 'F32')
      throw badFile(`tensor "${name}" is ${type}, norms and biases are F32`);
    if (NO_WEIGHTS.has(type) && WEIGHTS.test(name))
      throw badFile(`tensor "${name}" is ${type}, which no weights are stored in`);
  }
  // a block count without blocks is a header that lost its model
  if (blocks === 0 && !tensors.some(({ name }) => name.includes('blk.')))
    throw badFile(`no tensor belongs to any of the ${layers} layers`);
}
