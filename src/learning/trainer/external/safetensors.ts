import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { z } from 'zod';
import { NearmostError } from '../../../contract/errors.ts';
import { fromBfloat, fromHalf } from '../../../kit/gguf/half.ts';

/** One tensor of a safetensors file as float32. */
export interface SafeTensor {
  /** Outermost first: [out, in]. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** An adapter has a few hundred tensors; more header than this is no adapter's. */
const LONGEST_HEADER = 16 * 2 ** 20;
const MOST_BYTES = 4 * 2 ** 30;
const BYTES = { F32: 4, F16: 2, BF16: 2 } as const;
const size = z.int().min(0);
const ENTRY = z.object({
  dtype: z.string().max(16),
  shape: z.array(size).max(8),
  data_offsets: z.tuple([size, size]),
});

export const badSafetensors = (path: string, what: string, cause?: unknown): NearmostError =>
  new NearmostError('invalid_model_file', `${path} cannot be used as safetensors: ${what}.`, {
    hint: 'Save the adapter again with save_pretrained(), in float32, float16 or bfloat16.',
    cause,
  });

/**
 * All tensors of a safetensors file (F32, F16, BF16) by name. Nothing in the file is trusted: lengths, offsets and types
 * are checked against the real file before anything is read or allocated.
 * @throws NearmostError `invalid_model_file` naming what is wrong
 */
export function readSafetensors(path: string): Map<string, SafeTensor> {
  const fail = (what: string, cause?: unknown): NearmostError => badSafetensors(path, what, cause);
  let file: number;
  try {
    // opening a pipe would wait for its writer
    if (!statSync(path).isFile()) throw fail('it is no file');
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof NearmostError) throw error;
    throw fail(`it cannot be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`, error);
  }
  try {
    const stats = fstatSync(file);
    const read = (length: number, at: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      for (let filled = 0; filled < length;) {
        const count = readSync(file, bytes, filled, length - filled, at + filled);
        if (count === 0) throw fail('it ends too early');
        filled += count;
      }
      return bytes;
    };
    if (stats.size < 10 || stats.size > MOST_BYTES) throw fail(`it has ${stats.size} bytes`);
    const length = new DataView(read(8, 0).buffer).getBigUint64(0, true);
    if (length > BigInt(Math.min(LONGEST_HEADER, stats.size - 8)))
      throw fail(`its header claims ${length} bytes`);
    const start = 8 + Number(length);
    const tensors = new Map<string, SafeTensor>();
    for (const [name, entry] of placed(readHeader(read(Number(length), 8), fail), stats.size - start, fail)) {
      const [from, to] = entry.data_offsets;
      tensors.set(name, {
        shape: entry.shape,
        data: floats(entry.dtype as keyof typeof BYTES, read(to - from, start + from)),
      });
    }
    return tensors;
  } finally {
    closeSync(file);
  }
}

type Fail = (what: string, cause?: unknown) => NearmostError;
type Entry = z.infer<typeof ENTRY>;
const printable = (text: string): string => text.replaceAll(/[^\x20-\x7E]/g, '?').slice(0, 120);

function readHeader(bytes: Uint8Array, fail: Fail): [string, Entry][] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw fail('its header is no JSON', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fail('its header is no JSON object');
  return Object.entries(value)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => {
      const { success, data } = ENTRY.safeParse(entry);
      if (!success) throw fail(`the entry of "${printable(name)}" is none of a tensor`);
      return [name, data];
    });
}

/** Entries whose bytes lie inside the file, on no other, and are as many as type and shape say. */
function placed(entries: readonly [string, Entry][], room: number, fail: Fail): [string, Entry][] {
  let end = 0;
  const sorted = entries.toSorted(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of sorted) {
    const what = `tensor "${printable(name)}"`;
    if (!Object.hasOwn(BYTES, dtype))
      throw fail(`${what} is ${printable(dtype)}, ${Object.keys(BYTES).join(', ')} can be read`);
    const bytes = shape.reduce((product, count) => product * count, BYTES[dtype as keyof typeof BYTES]);
    if (to - from !== bytes) throw fail(`${what} takes ${to - from} bytes, its shape ${bytes}`);
    if (from < end) throw fail(`${what} overlaps another`);
    if (to > room) throw fail(`${what} ends at ${to}, there are ${room} bytes of data`);
    end = to;
  }
  return sorted;
}

function floats(type: keyof typeof BYTES, bytes: Uint8Array): Float32Array {
  if (type === 'F16') return fromHalf(bytes);
  return type === 'BF16' ? fromBfloat(bytes) : new Float32Array(bytes.buffer);
}
