import { badFile, openCursor, type FileCursor } from './file-cursor.ts';
import { checkPlacement, readTensorTable, type TensorEntry } from './read-tensors.ts';
import { readString, readValue, type MetadataValue } from './read-values.ts';
import { DEFAULT_ALIGNMENT, GGUF_MAGIC } from './types.ts';

/** Everything before the tensor data, checked against the real file. */
export interface GgufHeader {
  version: number;
  metadata: ReadonlyMap<string, MetadataValue>;
  tensors: readonly TensorEntry[];
  /** Bytes. */
  alignment: number;
  /** Where tensor data begins. */
  dataOffset: number;
  fileBytes: number;
}

const MOST_ENTRIES = 65_536;
const MOST_TENSORS = 65_536;
const LONGEST_KEY = 65_535;
/** Elements of all arrays together; the largest known vocabulary with its merges has 1.5 million. */
const MOST_ELEMENTS = 8 * 2 ** 20;
/** Smallest bytes of an entry: key length, one character, type, one byte. Of a tensor: name, one dimension, type, offset. */
const [LEAST_ENTRY, LEAST_TENSOR] = [14, 33];

function readMetadata(cursor: FileCursor, count: number): Map<string, MetadataValue> {
  const metadata = new Map<string, MetadataValue>();
  let room = MOST_ELEMENTS;
  for (let i = 0; i < count; i++) {
    const key = readString(cursor, `metadata key ${i}`, LONGEST_KEY);
    // hidden characters would let two keys look alike
    if (!/^[\x21-\x7e]+$/.test(key))
      throw badFile(`metadata key ${i} is empty or holds characters that no key has`);
    if (metadata.has(key)) throw badFile(`metadata key "${key.slice(0, 80)}" stands there twice`);
    const value = readValue(cursor, key, room);
    if (Array.isArray(value.value)) room -= value.value.length;
    metadata.set(key, value);
  }
  return metadata;
}

function alignmentOf(metadata: ReadonlyMap<string, MetadataValue>): number {
  const entry = metadata.get('general.alignment');
  if (entry === undefined) return DEFAULT_ALIGNMENT;
  const { type, value } = entry;
  if (type !== 'u32' || typeof value !== 'number')
    throw badFile(`general.alignment is of type ${type}, not u32`);
  if (value < 8 || value > 65_536 || (value & (value - 1)) !== 0)
    throw badFile(`general.alignment is ${value}, no power of two from 8 to 65536`);
  return value;
}

function readHeader(cursor: FileCursor): GgufHeader {
  const { fileBytes } = cursor;
  if (fileBytes === 0) throw badFile('it is empty');
  if (cursor.take(4, 'the magic').getUint32(0, true) !== GGUF_MAGIC)
    throw badFile('it does not begin with "GGUF"');
  const version = cursor.take(4, 'the version').getUint32(0, true);
  if (version !== 2 && version !== 3) throw badFile(`version ${version} is not supported (2 and 3 are)`);
  const tensorCount = cursor.size(
    Math.min(MOST_TENSORS, Math.floor(fileBytes / LEAST_TENSOR)),
    'the number of tensors',
  );
  const entryCount = cursor.size(
    Math.min(MOST_ENTRIES, Math.floor(fileBytes / LEAST_ENTRY)),
    'the number of metadata entries',
  );
  const metadata = readMetadata(cursor, entryCount);
  const alignment = alignmentOf(metadata);
  const tensors = readTensorTable(cursor, tensorCount);
  const dataOffset = Math.ceil(cursor.position / alignment) * alignment;
  checkPlacement(tensors, alignment, dataOffset, fileBytes);
  return { version, metadata, tensors, alignment, dataOffset, fileBytes };
}

/**
 * Reads and checks the header of a GGUF file; tensor data is not touched. Native code sees a file only after this.
 * @throws NearmostError `invalid_model_file` naming the field, what was found and what is possible
 */
export async function readGguf(path: string): Promise<GgufHeader> {
  const cursor = openCursor(path);
  try {
    return readHeader(cursor);
  } finally {
    cursor.close();
  }
}
