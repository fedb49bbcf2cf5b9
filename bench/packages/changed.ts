import { readFileSync, writeFileSync } from 'node:fs';
import { readGguf } from '../../src/kit/gguf/read.ts';

/** Where the changed weights stand. */
export type Pattern = 'all over' | 'in one place';

/** Writes a copy of F16 weights of which a share is other: sign and exponent stay, the whole fraction is drawn anew. */
export async function writeChanged(
  from: string,
  to: string,
  { share, where, random }: { share: number; where: Pattern; random: () => number },
): Promise<void> {
  const bytes = readFileSync(from);
  const { tensors, dataOffset } = await readGguf(from);
  const places = tensors.flatMap(({ type, offset, bytes: length }) => {
    if (type !== 'F16') throw new Error(`${from} holds ${type}, not F16.`);
    return Array.from({ length: length / 2 }, (_, i) => dataOffset + offset + 2 * i);
  });
  const count = Math.round(share * places.length);
  // A run of the list, or as many places drawn without repeating (the first of a shuffle).
  const begin = where === 'in one place' ? Math.floor(random() * (places.length - count)) : 0;
  if (where === 'all over')
    for (let i = 0; i < count; i++) {
      const j = i + Math.floor(random() * (places.length - i));
      [places[i], places[j]] = [places[j] ?? 0, places[i] ?? 0];
    }
  for (const at of places.slice(begin, begin + count)) {
    const old = bytes.readUInt16LE(at);
    // All ten bits of the fraction are drawn anew: nothing of the old value can be guessed from it.
    const made = (old & 0xfc00) | Math.floor(random() * 1024);
    bytes.writeUInt16LE(made === old ? old ^ 1 : made, at);
  }
  writeFileSync(to, bytes);
}
