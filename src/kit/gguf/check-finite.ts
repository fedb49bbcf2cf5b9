import { closeSync, openSync, readSync } from 'node:fs';
import { badFile } from './file-cursor.ts';
import type { GgufHeader } from './read.ts';
import type { TensorTypeName } from './types.ts';

/** Where numbers with an exponent stand: 16-bit words that hold one, every so many words, and its bits. */
const EXPONENTS: Partial<Record<TensorTypeName, { first: number; every: number; bits: number }>> = {
  F32: { first: 1, every: 2, bits: 0x7f80 },
  BF16: { first: 0, every: 1, bits: 0x7f80 },
  F16: { first: 0, every: 1, bits: 0x7c00 },
  Q8_0: { first: 0, every: 17, bits: 0x7c00 },
};
/** Whole blocks of every type above. */
const PIECE = 34 * 2 ** 15;

/**
 * Refuses a file with infinite or undefined values in a tensor: one of them makes every answer nonsense. Reads all data,
 * so it is for small files; tensors of other types than F32, F16, BF16 and Q8_0 are not looked at.
 * @throws NearmostError `invalid_model_file` naming the tensor
 */
export function checkFinite(path: string, { tensors, dataOffset }: GgufHeader): void {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(PIECE);
    for (const { name, type, offset, bytes: size } of tensors) {
      const where = EXPONENTS[type];
      if (!where) continue;
      for (let at = 0; at < size; at += PIECE) {
        const length = Math.min(PIECE, size - at);
        let filled = 0;
        while (filled < length) {
          const read = readSync(file, bytes, filled, length - filled, dataOffset + offset + at + filled);
          if (read === 0) throw badFile(`it became shorter while it was read (in tensor "${name}")`);
          filled += read;
        }
        if (hasOther(new DataView(bytes.buffer, 0, length), where))
          throw badFile(`tensor "${name}" holds values that are infinite or no numbers`);
      }
    }
  } finally {
    closeSync(file);
  }
}

function hasOther(view: DataView, where: { first: number; every: number; bits: number }): boolean {
  const { first, every, bits } = where;
  for (let at = first * 2; at < view.byteLength; at += every * 2)
    if ((view.getUint16(at, true) & bits) === bits) return true;
  return false;
}
