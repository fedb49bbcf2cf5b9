import { badFile, type FileCursor } from './file-cursor.ts';
import { readString } from './read-values.ts';
import { TENSOR_TYPE, tensorBytes, type TensorTypeName } from './types.ts';

/** One row of the tensor table, checked. */
export interface TensorEntry {
  name: string;
  type: TensorTypeName;
  /** Innermost first. */
  dimensions: number[];
  /** Values. */
  elements: number;
  bytes: number;
  /** From the start of the tensor data. */
  offset: number;
}

const NAME_OF: ReadonlyMap<number, TensorTypeName> = new Map(
  Object.entries(TENSOR_TYPE).map(([name, { code }]) => [code, name as TensorTypeName]),
);
/** llama.cpp keeps names in 64 bytes, the last one zero. */
const LONGEST_NAME = 63;
const MOST_DIMENSIONS = 4;

/** One row; dimensions and sizes are multiplied as big integers before they are trusted. */
function readEntry(cursor: FileCursor, index: number): TensorEntry {
  const name = readString(cursor, `the name of tensor ${index}`, LONGEST_NAME);
  const what = `tensor "${name}"`;
  // hidden characters would let two names look alike, and reach a terminal
  if (!/^[\x21-\x7e]+$/.test(name))
    throw badFile(`the name of tensor ${index} is empty or holds characters that no name has`);
  const count = cursor.take(4, `the dimensions of ${what}`).getUint32(0, true);
  if (count < 1 || count > MOST_DIMENSIONS)
    throw badFile(`${what} has ${count} dimensions, 1 to ${MOST_DIMENSIONS} are possible`);
  const dimensions: number[] = [];
  let elements = 1n;
  for (let i = 0; i < count; i++) {
    const size = cursor.take(8, `the dimensions of ${what}`).getBigUint64(0, true);
    if (size === 0n) throw badFile(`${what} has a dimension of 0`);
    elements *= size;
    if (size > BigInt(Number.MAX_SAFE_INTEGER) || elements > BigInt(Number.MAX_SAFE_INTEGER))
      throw badFile(`the size of ${what} overflows`);
    dimensions.push(Number(size));
  }
  const code = cursor.take(4, `the type of ${what}`).getUint32(0, true);
  const type = NAME_OF.get(code);
  if (type === undefined) throw badFile(`${what} has the unknown type ${code}`);
  const bytes = tensorBytes(TENSOR_TYPE[type], dimensions);
  if (bytes === undefined)
    throw badFile(`the rows of ${what} (${dimensions[0]} values) are no whole ${type} blocks`);
  const offset = cursor.size(Number.MAX_SAFE_INTEGER, `the offset of ${what}`);
  return { name, type, dimensions, elements: Number(elements), bytes, offset };
}

/** The tensor table: names once, types known, sizes possible. */
export function readTensorTable(cursor: FileCursor, count: number): TensorEntry[] {
  const tensors: TensorEntry[] = [];
  const names = new Set<string>();
  for (let i = 0; i < count; i++) {
    const tensor = readEntry(cursor, i);
    if (names.has(tensor.name)) throw badFile(`tensor "${tensor.name}" stands there twice`);
    names.add(tensor.name);
    tensors.push(tensor);
  }
  return tensors;
}

/** Every tensor lies aligned, inside the real file, and on no other. */
export function checkPlacement(
  tensors: readonly TensorEntry[],
  alignment: number,
  dataOffset: number,
  fileBytes: number,
): void {
  let end = 0;
  let before = '';
  for (const { name, offset, bytes } of tensors.toSorted((a, b) => a.offset - b.offset)) {
    if (offset % alignment !== 0)
      throw badFile(`tensor "${name}" begins at ${offset}, no multiple of ${alignment}`);
    if (offset < end) throw badFile(`tensors "${before}" and "${name}" overlap`);
    end = offset + bytes;
    before = name;
    if (dataOffset + end > fileBytes)
      throw badFile(`tensor "${name}" needs ${dataOffset + end} bytes of file, there are ${fileBytes}`);
  }
}
