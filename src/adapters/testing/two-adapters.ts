import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeGguf, type GgufEntry } from '../../kit/gguf/write.ts';
import { randomLoraParts, type RandomLoraOptions } from '../../kit/gguf/testing/random-lora.ts';

/** F16 weights between 0.03 and 0.25 of both signs that no compressor shortens much, the same for the same seed. */
function halves(bytes: number, seed: string): Uint8Array {
  const made = createHash('shake256', { outputLength: bytes }).update(seed).digest();
  for (let at = 0; at < bytes; at += 2) {
    const bits = made.readUInt16LE(at);
    const exponent = [10, 11, 11, 12][(bits >> 10) & 3] ?? 11;
    made.writeUInt16LE((bits & 0x83ff) | (exponent << 10), at);
  }
  return made;
}

export interface TwoAdapters {
  /** Paths. */
  readonly one: string;
  readonly two: string;
}

/**
 * Writes two adapters of which a share of the weights differs.
 * @param where all over the file, or in its first tensors
 * @param more metadata of the second one, which moves its tensors
 */
export function twoAdapters(
  folder: string,
  shape: RandomLoraOptions,
  share: number,
  where: 'all over' | 'in one place',
  more: GgufEntry[] = [],
): TwoAdapters {
  const [one, two] = [join(folder, 'one.gguf'), join(folder, 'two.gguf')];
  const { entries, tensors } = randomLoraParts({ ...shape, type: 'F16' });
  const total = tensors.reduce((sum, { data }) => sum + data.length / 2, 0);
  const old = tensors.map((tensor) => ({ ...tensor, data: halves(tensor.data.length, tensor.name) }));
  let seen = 0;
  const made = old.map((tensor) => {
    const data = Uint8Array.from(tensor.data);
    const other = halves(data.length, `other ${tensor.name}`);
    const places = halves(data.length, `places ${tensor.name}`);
    for (let at = 0; at < data.length; at += 2, seen++) {
      const chance = ((places[at] ?? 0) + 256 * ((places[at + 1] ?? 0) & 3)) / 1024;
      if (where === 'all over' ? chance < share : seen < share * total)
        data.set(other.subarray(at, at + 2), at);
    }
    return { ...tensor, data };
  });
  writeFileSync(one, writeGguf(entries, old));
  writeFileSync(two, writeGguf([...entries, ...more], made));
  return { one, two };
}
