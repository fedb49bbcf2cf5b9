import { brotliDecompressSync } from 'node:zlib';
import { NearmostError } from '../../contract/errors.ts';
import { MAGIC, MOST_DELTA_FILE_BYTES, TAG, WIDTHS } from './op.ts';

const bad = (why: string): NearmostError =>
  new NearmostError('invalid_package', `This delta cannot be applied: ${why}.`);

/** Reads the steps, never past their end. */
function createReader(body: Uint8Array) {
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (length > body.length - at) throw bad('it ends too early');
    at += length;
    return body.subarray(at - length, at);
  };
  const byte = (): number => take(1)[0] ?? 0;
  return {
    take,
    byte,
    more: () => at < body.length,
    number(): number {
      let value = 0;
      for (let power = 1; power <= 2 ** 42; power *= 128) {
        const next = byte();
        value += (next & 127) * power;
        if (next < 128) return value;
      }
      throw bad('a number in it is too large');
    },
  };
}

function change(
  { take, number }: ReturnType<typeof createReader>,
  piece: Uint8Array,
  width: number,
  count: number,
): void {
  const elements = piece.length / width;
  if (!WIDTHS.has(width) || !Number.isInteger(elements) || count > elements)
    throw bad('its elements do not fit');
  const places = new Uint32Array(count);
  let before = -1;
  for (let i = 0; i < count; i++) {
    before += number() + 1;
    if (before >= elements) throw bad('it changes what is not there');
    places[i] = before;
  }
  const values = take(count * width);
  for (let plane = 0; plane < width; plane++)
    for (let i = 0; i < count; i++) piece[(places[i] ?? 0) * width + plane] = values[plane * count + i] ?? 0;
}

/**
 * Makes the new file from the old one. What it gives is only as good as its digest: check that.
 * @param bytes of the new file; a delta that gives more or fewer is refused, before the memory is taken
 * @throws invalid_package
 */
export function applyDelta(old: Uint8Array, delta: Uint8Array, bytes: number): Uint8Array {
  if (bytes > MOST_DELTA_FILE_BYTES)
    throw bad(`files of more than ${MOST_DELTA_FILE_BYTES} bytes are moved whole`);
  if (Buffer.compare(delta.subarray(0, MAGIC.length), MAGIC) !== 0) throw bad('it is none');
  let body: Uint8Array;
  try {
    body = brotliDecompressSync(delta.subarray(MAGIC.length), { maxOutputLength: 2 * bytes + 65_536 });
  } catch (error) {
    throw bad((error as Error).message);
  }
  const reader = createReader(body);
  const made = new Uint8Array(bytes);
  let at = 0;
  while (reader.more()) {
    const tag = reader.byte();
    if (tag === TAG.literal) {
      const piece = reader.take(reader.number());
      if (piece.length > bytes - at) throw bad('it gives more than was announced');
      made.set(piece, at);
      at += piece.length;
      continue;
    }
    if (tag !== TAG.copy && tag !== TAG.change) throw bad(`it has a step ${tag}, which nobody knows`);
    const [from, length] = [reader.number(), reader.number()];
    if (from > old.length || length > old.length - from)
      throw bad('it copies what the old file does not have');
    if (length > bytes - at) throw bad('it gives more than was announced');
    made.set(old.subarray(from, from + length), at);
    if (tag === TAG.change) {
      const width = reader.byte();
      change(reader, made.subarray(at, at + length), width, reader.number());
    }
    at += length;
  }
  if (at !== bytes) throw bad(`it gives ${at} of ${bytes} bytes`);
  return made;
}
