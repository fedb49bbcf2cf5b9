import { badFile, type FileCursor } from './file-cursor.ts';
import {
  SCALAR_BYTES,
  VALUE_TYPE,
  type GgufScalar,
  type GgufValue,
  type ScalarTypeName,
  type ValueTypeName,
} from './types.ts';

/** A metadata value with its type in the file. */
export interface MetadataValue {
  type: ValueTypeName;
  /** Element type of an array. */
  of?: ScalarTypeName;
  value: GgufValue;
}

const NAME_OF: ReadonlyMap<number, ValueTypeName> = new Map(
  Object.entries(VALUE_TYPE).map(([name, code]) => [code, name as ValueTypeName]),
);
/** Fewest bytes of one element: a string has at least its length. */
const leastBytes = (type: ScalarTypeName): number => (type === 'string' ? 8 : SCALAR_BYTES[type]);
const LONGEST_STRING = 16 * 2 ** 20;

/** A string with its length before it. */
export function readString(cursor: FileCursor, what: string, most: number = LONGEST_STRING): string {
  const left = cursor.fileBytes - cursor.position - 8;
  const bytes = cursor.size(Math.max(0, Math.min(most, left)), what, ' bytes long');
  return cursor.text(bytes, what);
}

/** 64-bit numbers that a double holds exactly become numbers. */
const narrow = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;

function readScalar(cursor: FileCursor, type: ScalarTypeName, what: string): GgufScalar {
  if (type === 'string') return readString(cursor, what);
  const view = cursor.take(SCALAR_BYTES[type], what);
  switch (type) {
    case 'u8':
      return view.getUint8(0);
    case 'i8':
      return view.getInt8(0);
    case 'u16':
      return view.getUint16(0, true);
    case 'i16':
      return view.getInt16(0, true);
    case 'u32':
      return view.getUint32(0, true);
    case 'i32':
      return view.getInt32(0, true);
    case 'f32':
      return view.getFloat32(0, true);
    case 'f64':
      return view.getFloat64(0, true);
    case 'u64':
      return narrow(view.getBigUint64(0, true));
    case 'i64':
      return narrow(view.getBigInt64(0, true));
    case 'bool': {
      const byte = view.getUint8(0);
      if (byte > 1) throw badFile(`${what} is a truth value of ${byte}`);
      return byte === 1;
    }
  }
}

function readType(cursor: FileCursor, what: string): ValueTypeName {
  const code = cursor.take(4, `the type of ${what}`).getUint32(0, true);
  const name = NAME_OF.get(code);
  if (name === undefined) throw badFile(`${what} has the unknown value type ${code}`);
  return name;
}

/**
 * One value of any type, as it stands after its key. Nested arrays are refused: no known file has one.
 * @param most longest array that is still possible
 */
export function readValue(cursor: FileCursor, key: string, most: number): MetadataValue {
  const what = `metadata "${key.slice(0, 80)}"`;
  const type = readType(cursor, what);
  if (type !== 'array') return { type, value: readScalar(cursor, type, what) };
  const of = readType(cursor, `the elements of ${what}`);
  if (of === 'array') throw badFile(`${what} is an array of arrays`);
  const room = Math.floor(Math.max(0, cursor.fileBytes - cursor.position - 8) / leastBytes(of));
  const length = cursor.size(Math.min(room, most), `the length of ${what}`);
  const value: GgufScalar[] = [];
  for (let i = 0; i < length; i++) value.push(readScalar(cursor, of, what));
  return { type, of, value };
}
