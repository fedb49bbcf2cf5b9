import { brotliCompressSync, constants } from 'node:zlib';
import { MAGIC, TAG, type Op } from './op.ts';

/** A number in groups of seven bits, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

function pieces(op: Op): Uint8Array[] {
  if (op.act === 'literal') return [Uint8Array.from([TAG.literal, ...varint(op.bytes.length)]), op.bytes];
  if (op.act === 'copy') return [Uint8Array.from([TAG.copy, ...varint(op.from), ...varint(op.length)])];
  const gaps: number[] = [];
  let before = -1;
  for (const place of op.at) {
    gaps.push(...varint(place - before - 1));
    before = place;
  }
  const head = [TAG.change, ...varint(op.from), ...varint(op.length), op.width, ...varint(op.at.length)];
  return [Uint8Array.from(head), Uint8Array.from(gaps), op.values];
}

/** A delta as it is moved: its steps, compressed. */
export function writeDelta(ops: readonly Op[]): Uint8Array {
  const body = Buffer.concat(ops.flatMap(pieces));
  const packed = brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length, [constants.BROTLI_PARAM_QUALITY]: 9 },
  });
  return Buffer.concat([MAGIC, packed]);
}
