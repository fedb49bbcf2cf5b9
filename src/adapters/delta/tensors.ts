import type { GgufHeader } from '../../kit/gguf/read.ts';
import type { TensorEntry } from '../../kit/gguf/read-tensors.ts';
import type { Op } from './op.ts';

const WIDTH: Partial<Record<TensorEntry['type'], number>> = { F32: 4, F16: 2, BF16: 2 };
/** Values of one element, first byte of all, then the second ... */
function planes(made: Uint8Array, at: Uint32Array, width: number): Uint8Array {
  const values = new Uint8Array(at.length * width);
  for (let plane = 0; plane < width; plane++)
    for (const [i, place] of at.entries()) values[plane * at.length + i] = made[place * width + plane] ?? 0;
  return values;
}

/** The elements of a piece that are others than before. */
function changeOf(old: Uint8Array, made: Uint8Array, from: number, width: number): Op {
  const places: number[] = [];
  for (let at = 0; at < made.length; at += width)
    for (let byte = at; byte < at + width; byte++)
      if (old[from + byte] !== made[byte]) {
        places.push(at / width);
        break;
      }
  const { length } = made;
  if (places.length === 0) return { act: 'copy', from, length };
  // A byte for the place and the value: beyond the piece itself it is no saving.
  if (places.length * (width + 1) >= length) return { act: 'literal', bytes: made };
  const at = Uint32Array.from(places);
  return { act: 'change', from, length, width, at, values: planes(made, at, width) };
}

/**
 * A delta by tensors: those of the same name, type and size send only the weights that changed, wherever these stand;
 * everything else is sent. Suits training that touched some weights all over.
 */
export function tensorOps(
  old: { bytes: Uint8Array; header: GgufHeader },
  made: { bytes: Uint8Array; header: GgufHeader },
): Op[] {
  const before = new Map(old.header.tensors.map((tensor) => [tensor.name, tensor]));
  const ops: Op[] = [];
  let at = 0;
  const literalUpTo = (end: number): void => {
    if (end > at) ops.push({ act: 'literal', bytes: made.bytes.subarray(at, end) });
    at = end;
  };
  for (const tensor of made.header.tensors.toSorted((a, b) => a.offset - b.offset)) {
    const known = before.get(tensor.name);
    if (!known || known.type !== tensor.type || known.bytes !== tensor.bytes) continue;
    const start = made.header.dataOffset + tensor.offset;
    literalUpTo(start);
    const piece = made.bytes.subarray(start, start + tensor.bytes);
    ops.push(changeOf(old.bytes, piece, old.header.dataOffset + known.offset, WIDTH[tensor.type] ?? 1));
    at = start + tensor.bytes;
  }
  literalUpTo(made.bytes.length);
  return ops;
}
