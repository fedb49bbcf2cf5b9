/** Type codes of a metadata value in a GGUF file. */
export const VALUE_TYPE = {
  u8: 0,
  i8: 1,
  u16: 2,
  i16: 3,
  u32: 4,
  i32: 5,
  f32: 6,
  bool: 7,
  string: 8,
  array: 9,
  u64: 10,
  i64: 11,
  f64: 12,
} as const;

export type ValueTypeName = keyof typeof VALUE_TYPE;
/** Any value type but `array`: what an array may hold here (nested arrays exist in no known file). */
export type ScalarTypeName = Exclude<ValueTypeName, 'array'>;

/** A scalar metadata value; 64-bit integers are bigint when they do not fit a double exactly. */
export type GgufScalar = number | bigint | boolean | string;
/** A metadata value as a reader returns it. */
export type GgufValue = GgufScalar | readonly GgufScalar[];

/** Bytes of a scalar of fixed size; strings and arrays carry their own length. */
export const SCALAR_BYTES: Readonly<Record<Exclude<ScalarTypeName, 'string'>, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  bool: 1,
  u64: 8,
  i64: 8,
  f64: 8,
};

/** How a ggml tensor type stores numbers: `block` values in `bytes` bytes. */
export interface TensorType {
  /** The code in the file. */
  readonly code: number;
  /** Values in one block; the first dimension is a multiple of it. */
  readonly block: number;
  /** Bytes of one block. */
  readonly bytes: number;
}

export type TensorTypeName =
  | 'F32'
  | 'F16'
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q8_0'
  | 'Q8_1'
  | 'Q2_K'
  | 'Q3_K'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K'
  | 'Q8_K'
  | 'IQ2_XXS'
  | 'IQ2_XS'
  | 'IQ3_XXS'
  | 'IQ1_S'
  | 'IQ4_NL'
  | 'IQ3_S'
  | 'IQ2_S'
  | 'IQ4_XS'
  | 'IQ1_M'
  | 'I8'
  | 'I16'
  | 'I32'
  | 'I64'
  | 'F64'
  | 'BF16'
  | 'TQ1_0'
  | 'TQ2_0'
  | 'MXFP4';

/** The ggml tensor types that occur in model files. */
export const TENSOR_TYPE: Readonly<Record<TensorTypeName, TensorType>> = {
  F32: { code: 0, block: 1, bytes: 4 },
  F16: { code: 1, block: 1, bytes: 2 },
  Q4_0: { code: 2, block: 32, bytes: 18 },
  Q4_1: { code: 3, block: 32, bytes: 20 },
  Q5_0: { code: 6, block: 32, bytes: 22 },
  Q5_1: { code: 7, block: 32, bytes: 24 },
  Q8_0: { code: 8, block: 32, bytes: 34 },
  Q8_1: { code: 9, block: 32, bytes: 36 },
  Q2_K: { code: 10, block: 256, bytes: 84 },
  Q3_K: { code: 11, block: 256, bytes: 110 },
  Q4_K: { code: 12, block: 256, bytes: 144 },
  Q5_K: { code: 13, block: 256, bytes: 176 },
  Q6_K: { code: 14, block: 256, bytes: 210 },
  Q8_K: { code: 15, block: 256, bytes: 292 },
  IQ2_XXS: { code: 16, block: 256, bytes: 66 },
  IQ2_XS: { code: 17, block: 256, bytes: 74 },
  IQ3_XXS: { code: 18, block: 256, bytes: 98 },
  IQ1_S: { code: 19, block: 256, bytes: 50 },
  IQ4_NL: { code: 20, block: 32, bytes: 18 },
  IQ3_S: { code: 21, block: 256, bytes: 110 },
  IQ2_S: { code: 22, block: 256, bytes: 82 },
  IQ4_XS: { code: 23, block: 256, bytes: 136 },
  I8: { code: 24, block: 1, bytes: 1 },
  I16: { code: 25, block: 1, bytes: 2 },
  I32: { code: 26, block: 1, bytes: 4 },
  I64: { code: 27, block: 1, bytes: 8 },
  F64: { code: 28, block: 1, bytes: 8 },
  IQ1_M: { code: 29, block: 256, bytes: 56 },
  BF16: { code: 30, block: 1, bytes: 2 },
  TQ1_0: { code: 34, block: 256, bytes: 54 },
  TQ2_0: { code: 35, block: 256, bytes: 66 },
  MXFP4: { code: 39, block: 32, bytes: 17 },
};

/** Magic bytes `GGUF`, little endian. */
export const GGUF_MAGIC = 0x46554747;
/** The version written here; a reader accepts 2 and 3. */
export const GGUF_VERSION = 3;
/** Alignment of tensor data where `general.alignment` is absent, in bytes. */
export const DEFAULT_ALIGNMENT = 32;

/** Bytes of a tensor of `dimensions` (innermost first), or undefined when they do not fit whole blocks. */
export function tensorBytes(type: TensorType, dimensions: readonly number[]): number | undefined {
  const first = dimensions[0] ?? 1;
  if (first % type.block !== 0) return undefined;
  const count = dimensions.reduce((product, size) => product * size, 1);
  const bytes = (count / type.block) * type.bytes;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
