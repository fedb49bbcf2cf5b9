import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { NearmostError } from '../../../contract/index.ts';
import { readGguf } from '../../../kit/gguf/read.ts';
import { readTensor, tensorNamed } from '../../../kit/gguf/read-tensor.ts';
import { createArchitecture } from '../architectures/create.ts';
import type { Architecture } from '../architectures/model.ts';
import { readShape } from '../architectures/read-shape.ts';

/** A base whose file is the one that was meant; its numbers are read when asked for. */
export interface LoadedBase {
  readonly architecture: Architecture;
  /** All weights as float32. */
  values(): Map<string, Float32Array>;
}

/**
 * Opens a base.
 * @param matrices of each layer that are trained; default: all that are linear
 * @throws NearmostError `checksum_mismatch` when it is another file than `sha256` says, `invalid_request` when it has none of
 * the matrices, and those of a bad file
 */
export async function loadBase(
  path: string,
  sha256: string,
  matrices?: readonly string[],
): Promise<LoadedBase> {
  const header = await readGguf(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  const found = hash.digest('hex');
  if (found !== sha256)
    throw new NearmostError(
      'checksum_mismatch',
      `The base ${path} is not the one this training is for: its sha256 is ${found.slice(0, 12)}..., ${sha256.slice(0, 12)}... was meant.`,
      { hint: 'Train anew on the base as it is now, or fetch the old one again: nearmost pull <name>' },
    );
  const architecture = createArchitecture(readShape(path, header));
  const linears = architecture.linears.filter(
    (name) => matrices === undefined || matrices.includes(name.split('.')[2] ?? ''),
  );
  if (linears.length === 0)
    throw new NearmostError('invalid_request', `The base has none of the matrices ${matrices?.join(', ')}.`, {
      param: 'matrices',
    });
  return {
    architecture: { ...architecture, linears },
    values: () =>
      new Map(
        [...architecture.weights.keys()].map((name) => [
          name,
          readTensor(path, header, tensorNamed(header, name)),
        ]),
      ),
  };
}
