import { createHash } from 'node:crypto';
import type { Op } from './op.ts';

/** Shortest, usual and longest chunk, in bytes. */
const [SHORTEST, USUAL, LONGEST] = [1024, 4096, 16_384];
/** Normalised chunking (FastCDC): harder to cut before the usual length, easier after it. */
const [HARD, EASY] = [(1 << 14) - 1, (1 << 10) - 1];

/** A number for each byte, always the same. */
const GEAR: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) =>
  createHash('sha256').update(`nearmost gear ${byte}`).digest().readUInt32LE(0),
);

/** Where the chunk that begins at `start` ends: the content decides, so that an insertion moves one border, not all. */
function chunkEnd(bytes: Uint8Array, start: number): number {
  const last = Math.min(bytes.length, start + LONGEST);
  if (last - start <= SHORTEST) return last;
  const usual = Math.min(last, start + USUAL);
  let print = 0;
  for (let at = start + SHORTEST; at < last; at++) {
    print = ((print << 1) + (GEAR[bytes[at] ?? 0] ?? 0)) >>> 0;
    // The upper bits have seen the most bytes.
    if (((print >>> 12) & (at < usual ? HARD : EASY)) === 0) return at + 1;
  }
  return last;
}

function* chunks(bytes: Uint8Array): Generator<{ start: number; end: number; key: string }> {
  for (let start = 0; start < bytes.length;) {
    const end = chunkEnd(bytes, start);
    yield { start, end, key: createHash('sha256').update(bytes.subarray(start, end)).digest('base64') };
    start = end;
  }
}

/** A delta of whole chunks: those of the old file are copied, the others are sent. Suits any kind of file. */
export function chunkOps(old: Uint8Array, made: Uint8Array): Op[] {
  const known = new Map<string, number>();
  for (const { start, key } of chunks(old)) if (!known.has(key)) known.set(key, start);
  const ops: Op[] = [];
  for (const { start, end, key } of chunks(made)) {
    const from = known.get(key);
    const last = ops.at(-1);
    if (from === undefined) {
      if (last?.act === 'literal')
        ops[ops.length - 1] = { act: 'literal', bytes: made.subarray(start - last.bytes.length, end) };
      else ops.push({ act: 'literal', bytes: made.subarray(start, end) });
    } else if (last?.act === 'copy' && last.from + last.length === from)
      ops[ops.length - 1] = { ...last, length: last.length + end - start };
    else ops.push({ act: 'copy', from, length: end - start });
  }
  return ops;
}
