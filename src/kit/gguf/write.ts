import {
  DEFAULT_ALIGNMENT,
  GGUF_MAGIC,
  GGUF_VERSION,
  SCALAR_BYTES,
  TENSOR_TYPE,
  VALUE_TYPE,
  tensorBytes,
} from './types.ts';
import type { GgufScalar, ScalarTypeName, TensorTypeName } from './types.ts';

/** One metadata entry to write: a scalar, or an array of scalars of one type. */
export type GgufEntry =
  | { readonly key: string; readonly type: ScalarTypeName; readonly value: GgufScalar }
  | { readonly key: string; readonly arrayOf: ScalarTypeName; readonly values: readonly GgufScalar[] };

/** One tensor to write: `dimensions` innermost first (a [out, in] matrix is `[in, out]`), `data` in the file's own form. */
export interface GgufTensor {
  readonly name: string;
  readonly type: TensorTypeName;
  readonly dimensions: readonly number[];
  readonly data: Uint8Array;
}

/**
 * A whole GGUF version 3 file as bytes: header, metadata, tensor table, aligned tensor data.
 * @throws RangeError when a tensor's bytes do not agree with its type and dimensions.
 */
export function writeGguf(entries: readonly GgufEntry[], tensors: readonly GgufTensor[]): Uint8Array {
  const head = new ByteSink();
  head.scalar('u32', GGUF_MAGIC);
  head.scalar('u32', GGUF_VERSION);
  head.scalar('u64', tensors.length);
  head.scalar('u64', entries.length);
  for (const entry of entries) {
    head.scalar('string', entry.key);
    if ('arrayOf' in entry) {
      head.scalar('u32', VALUE_TYPE.array);
      head.scalar('u32', VALUE_TYPE[entry.arrayOf]);
      head.scalar('u64', entry.values.length);
      for (const value of entry.values) head.scalar(entry.arrayOf, value);
    } else {
      head.scalar('u32', VALUE_TYPE[entry.type]);
      head.scalar(entry.type, entry.value);
    }
  }
  let offset = 0;
  for (const { name, type, dimensions, data } of tensors) {
    const bytes = tensorBytes(TENSOR_TYPE[type], dimensions);
    if (bytes !== data.length)
      throw new RangeError(`Tensor ${name} has ${data.length} bytes, its shape needs ${bytes}.`);
    head.scalar('string', name);
    head.scalar('u32', dimensions.length);
    for (const size of dimensions) head.scalar('u64', size);
    head.scalar('u32', TENSOR_TYPE[type].code);
    head.scalar('u64', offset);
    offset += aligned(bytes);
  }
  head.bytes(new Uint8Array(aligned(head.length) - head.length));
  for (const { data } of tensors) {
    head.bytes(data);
    head.bytes(new Uint8Array(aligned(data.length) - data.length));
  }
  return head.finish();
}

const aligned = (bytes: number): number => Math.ceil(bytes / DEFAULT_ALIGNMENT) * DEFAULT_ALIGNMENT;

/** Collects little-endian values and joins them once. */
class ByteSink {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  bytes(part: Uint8Array): void {
    this.#parts.push(part);
    this.length += part.length;
  }

  scalar(type: ScalarTypeName, value: GgufScalar): void {
    if (type === 'string') {
      const text = Buffer.from(String(value), 'utf8');
      this.scalar('u64', text.length);
      this.bytes(text);
      return;
    }
    const view = new DataView(new ArrayBuffer(8));
    this.bytes(new Uint8Array(view.buffer, 0, put(view, type, value)));
  }

  finish(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }
}

/** Writes one fixed-size scalar at the start of `view` and returns its bytes. */
function put(view: DataView, type: Exclude<ScalarTypeName, 'string'>, value: GgufScalar): number {
  PUT[type](view, value);
  return SCALAR_BYTES[type];
}

const PUT: Readonly<Record<Exclude<ScalarTypeName, 'string'>, (view: DataView, value: GgufScalar) => void>> =
  {
    u8: (view, value) => view.setUint8(0, Number(value)),
    bool: (view, value) => view.setUint8(0, Number(value)),
    i8: (view, value) => view.setInt8(0, Number(value)),
    u16: (view, value) => view.setUint16(0, Number(value), true),
    i16: (view, value) => view.setInt16(0, Number(value), true),
    u32: (view, value) => view.setUint32(0, Number(value), true),
    i32: (view, value) => view.setInt32(0, Number(value), true),
    f32: (view, value) => view.setFloat32(0, Number(value), true),
    f64: (view, value) => view.setFloat64(0, Number(value), true),
    u64: (view, value) => view.setBigUint64(0, BigInt(value), true),
    i64: (view, value) => view.setBigInt64(0, BigInt(value), true),
  };
