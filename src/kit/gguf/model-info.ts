import type { ModelInfo } from '../../contract/index.ts';
import { checkTensors } from './check-tensors.ts';
import { checkTokenizer } from './check-tokenizer.ts';
import { textOf } from './fields.ts';
import { badFile } from './file-cursor.ts';
import { modelShape, type ModelShape } from './model-shape.ts';
import { quantisationOf } from './quantisation.ts';
import type { GgufHeader } from './read.ts';

/** Architectures that make vectors and no text. */
const ENCODERS = new Set([
  'bert',
  'modern-bert',
  'nomic-bert',
  'nomic-bert-moe',
  'jina-bert-v2',
  'jina-bert-v3',
  'neo-bert',
  'eurobert',
  'gemma-embedding',
  't5encoder',
]);
const LONGEST_TEMPLATE = 1_048_576;

/**
 * Reads what matters of a model from its header, and refuses a file that is no model: an adapter, a vocabulary alone,
 * impossible sizes, anything on which native code is known to end the process.
 * @throws NearmostError `invalid_model_file`
 */
export function modelInfo(header: GgufHeader): ModelInfo {
  const { metadata, tensors } = header;
  const architecture = checkKind(header);
  const { experts, expertsUsed, ...shape } = modelShape(header, architecture);
  const vocabularySize = checkTokenizer(header);
  checkTensors(header, { ...shape, vocabularySize });
  const name = textOf(header, 'general.name', 1024);
  const chatTemplate = textOf(header, 'tokenizer.chat_template', LONGEST_TEMPLATE);
  const pooling = metadata.get(`${architecture}.pooling_type`)?.value;
  return {
    architecture,
    ...(name === undefined ? {} : { name }),
    parameters: tensors.reduce((sum, tensor) => sum + tensor.elements, 0),
    tensorBytes: tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
    bytesPerToken: bytesPerToken(header, { experts, expertsUsed }),
    ...shape,
    vocabularySize,
    quantisation: quantisationOf(tensors, metadata.get('general.file_type')?.value),
    ...(chatTemplate === undefined ? {} : { chatTemplate }),
    embeddingOnly: ENCODERS.has(architecture) || (typeof pooling === 'number' && pooling > 0),
  };
}

/** Refuses what is no whole model, and gives the architecture of what is. */
function checkKind(header: GgufHeader): string {
  const type = textOf(header, 'general.type', 64) ?? 'model';
  if (type === 'adapter') throw badFile('it is an adapter, not a model; adapters need their base');
  if (type !== 'model') throw badFile(`it is of the kind "${printable(type)}", not a model`);
  const architecture = textOf(header, 'general.architecture', 64);
  if (architecture === undefined || !/^[\w-]+$/.test(architecture))
    throw badFile('general.architecture is missing or no name');
  const splits = header.metadata.get('split.count')?.value;
  if (typeof splits === 'number' && splits > 1)
    throw badFile(`it is one of ${splits} parts; join them first (llama-gguf-split --merge)`);
  return architecture;
}

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7E]/g, '?');

/** Bytes of weights read for one token: of the embedding one row is looked up, unless it is also the output matrix. */
function bytesPerToken(
  { tensors }: GgufHeader,
  { experts, expertsUsed }: Pick<ModelShape, 'experts' | 'expertsUsed'>,
): number {
  const ownOutput = tensors.some(({ name }) => name === 'output.weight');
  let sum = 0;
  for (const { name, bytes } of tensors) {
    if (name === 'position_embd.weight' || (name === 'token_embd.weight' && ownOutput)) continue;
    sum += experts > 0 && /_exps\.\w+$/.test(name) ? (bytes * expertsUsed) / experts : bytes;
  }
  return Math.round(sum);
}
