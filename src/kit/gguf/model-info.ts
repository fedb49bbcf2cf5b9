import type { ModelInfo } from '../../contract/index.ts';
import { badFile } from './file-cursor.ts';
import type { GgufHeader } from './read.ts';
import type { TensorEntry } from './read-tensors.ts';
import type { MetadataValue } from './read-values.ts';

/** Architectures that make vectors and no text. */
const ENCODERS = new Set([
  'bert',
  'modern-bert',
  'nomic-bert',
  'nomic-bert-moe',
  'jina-bert-v2',
  'jina-bert-v3',
  'neo-bert',
  'gemma-embedding',
  't5encoder',
]);

const [MOST_CONTEXT, MOST_LAYERS, MOST_WIDTH, MOST_TOKENS] = [16_777_216, 1024, 1_048_576, 4_194_304];

function whole(header: GgufHeader, key: string, most: number, otherwise?: number): number {
  const entry = header.metadata.get(key);
  if (entry === undefined && otherwise !== undefined) return otherwise;
  if (entry === undefined) throw badFile(`metadata "${key}" is missing`);
  const { value } = entry;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most)
    throw badFile(
      `metadata "${key}" is ${String(value).slice(0, 40)}, a whole number from 1 to ${most} is possible`,
    );
  return value;
}

/** The first of a per-layer list, or the number itself: some models vary their heads by layer. */
function headsOf(header: GgufHeader, key: string, otherwise: number): number {
  const value = header.metadata.get(key)?.value;
  if (!Array.isArray(value)) return whole(header, key, 4096, otherwise);
  const numbers = value.filter(
    (entry): entry is number => typeof entry === 'number' && entry >= 0 && entry <= 4096,
  );
  if (numbers.length !== value.length || numbers.length === 0)
    throw badFile(`metadata "${key}" holds impossible head counts`);
  return Math.max(1, ...numbers);
}

const textOf = (entry: MetadataValue | undefined): string | undefined =>
  typeof entry?.value === 'string' ? entry.value : undefined;

/** Tokens, their types and scores agree, and every special token is one of them. */
function checkTokenizer({ metadata }: GgufHeader): number {
  const tokens = metadata.get('tokenizer.ggml.tokens');
  if (tokens?.of !== 'string' || !Array.isArray(tokens.value)) throw badFile('the list of tokens is missing');
  const { length } = tokens.value;
  if (length === 0 || length > MOST_TOKENS) throw badFile(`there are ${length} tokens`);
  for (const key of ['tokenizer.ggml.token_type', 'tokenizer.ggml.scores']) {
    const list = metadata.get(key);
    if (list !== undefined && (!Array.isArray(list.value) || list.value.length !== length))
      throw badFile(`"${key}" does not have one entry for each of the ${length} tokens`);
  }
  for (const [key, { value }] of metadata)
    if (
      /^tokenizer\.ggml\.\w+_token_id$/.test(key) &&
      (typeof value !== 'number' || value < 0 || value >= length)
    )
      // some converters write 2^32 - 1 for "none"
      if (value !== 0xffffffff && value !== -1)
        throw badFile(`"${key}" is ${String(value)}, there are ${length} tokens`);
  return length;
}

/** The type that most values are stored in. */
function quantisationOf(tensors: readonly TensorEntry[]): string {
  const values = new Map<string, number>();
  for (const { type, elements } of tensors) values.set(type, (values.get(type) ?? 0) + elements);
  return [...values].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'none';
}

/**
 * Reads what matters of a model from its header, and refuses a file that is no model: an adapter, a vocabulary alone,
 * impossible sizes.
 * @throws NearmostError `invalid_model_file`
 */
export function modelInfo(header: GgufHeader): ModelInfo {
  const { metadata, tensors } = header;
  const type = textOf(metadata.get('general.type'));
  if (type === 'adapter') throw badFile('it is an adapter, not a model; adapters need their base');
  const architecture = textOf(metadata.get('general.architecture'));
  if (architecture === undefined || !/^[\w-]{1,64}$/.test(architecture))
    throw badFile('general.architecture is missing');
  const key = (name: string): string => `${architecture}.${name}`;
  const splits = metadata.get('split.count')?.value;
  if (typeof splits === 'number' && splits > 1)
    throw badFile(`it is one of ${splits} parts; join them first (llama-gguf-split --merge)`);

  const embeddingLength = whole(header, key('embedding_length'), MOST_WIDTH);
  const layers = whole(header, key('block_count'), MOST_LAYERS);
  const contextLength = whole(header, key('context_length'), MOST_CONTEXT);
  const heads = headsOf(header, key('attention.head_count'), 1);
  const kvHeads = headsOf(header, key('attention.head_count_kv'), heads);
  const headLength = whole(
    header,
    key('attention.key_length'),
    MOST_WIDTH,
    Math.max(1, Math.floor(embeddingLength / heads)),
  );
  const vocabularySize = checkTokenizer(header);

  const embedding = tensors.find(({ name }) => name === 'token_embd.weight');
  if (!embedding)
    throw badFile('it has no token embedding (token_embd.weight); it is a vocabulary or a part');
  const [width, rows] = embedding.dimensions;
  if (width !== embeddingLength)
    throw badFile(`the token embedding is ${width} wide, embedding_length says ${embeddingLength}`);
  if ((rows ?? 1) < vocabularySize)
    throw badFile(`the token embedding has ${rows} rows for ${vocabularySize} tokens`);
  const beyond = tensors.find(({ name }) => Number(/^blk\.(\d+)\./.exec(name)?.[1] ?? 0) >= layers);
  if (beyond) throw badFile(`tensor "${beyond.name}" belongs to a layer beyond the ${layers} there are`);

  const name = textOf(metadata.get('general.name'));
  const chatTemplate = textOf(metadata.get('tokenizer.chat_template'));
  return {
    architecture,
    ...(name === undefined ? {} : { name }),
    parameters: tensors.reduce((sum, tensor) => sum + tensor.elements, 0),
    tensorBytes: tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
    contextLength,
    embeddingLength,
    layers,
    heads,
    kvHeads,
    headLength,
    vocabularySize,
    quantisation: quantisationOf(tensors),
    ...(chatTemplate === undefined ? {} : { chatTemplate }),
    embeddingOnly: ENCODERS.has(architecture),
  };
}
