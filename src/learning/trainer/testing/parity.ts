import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Llama } from 'node-llama-cpp';
import {
  RANDOM_ARCHITECTURES,
  type RandomArchitecture,
  randomModel,
} from '../../../kit/gguf/testing/random-models.ts';
import type { TensorTypeName } from '../../../kit/gguf/types.ts';
import { createRandom } from '../../../kit/random.ts';
import {
  loadInLlamaCpp,
  openLlamaCpp,
  type ProbabilityOptions,
  probabilitiesInLlamaCpp,
} from './llama-cpp.ts';
import { type Changes, ownProbabilities } from './own-logits.ts';

export const HALF_TYPES: readonly TensorTypeName[] = ['F16', 'BF16'];
export const QUANTISED_TYPES: readonly TensorTypeName[] = ['Q8_0', 'Q4_0', 'Q4_K', 'Q5_K', 'Q6_K'];

/** How far apart two models are in one file. */
export interface FileParity {
  /** Largest difference of a next-token probability. */
  readonly error: number;
  /** Mean of the likeliest token's probability in llama.cpp: near even ones would prove nothing. */
  readonly top: number;
}

/** Largest differences between our next-token probabilities and llama.cpp's. */
export interface Parity {
  readonly f32: number;
  readonly half: number;
  readonly quantised: number;
  readonly cases: readonly (FileParity & { architecture: RandomArchitecture; type: TensorTypeName })[];
}

const POSITIONS: readonly number[] = [0, 7, 8, 15, 31, 39];

export interface FileParityOptions extends Pick<Changes, 'narrow'>, Pick<ProbabilityOptions, 'cache'> {
  /** Token ids below it are in the text. Default 300. */
  readonly vocabulary?: number;
  /** Seed of the text. */
  readonly text?: number;
}

/** Compares the probabilities of a GGUF file at several positions of one random text. */
export async function fileParity(
  llama: Llama,
  path: string,
  { vocabulary = 300, text = 5, narrow = false, ...options }: FileParityOptions = {},
): Promise<FileParity> {
  const random = createRandom(text);
  const tokens = Array.from({ length: 40 }, () => Math.floor(random() * vocabulary));
  const model = await loadInLlamaCpp(path, llama);
  const theirs = await probabilitiesInLlamaCpp(model, tokens, { positions: POSITIONS, ...options });
  await model.dispose();
  const ours = await ownProbabilities(path, tokens, { narrow });
  let error = 0;
  let top = 0;
  for (const [i, probabilities] of theirs.entries()) {
    if (probabilities.size < Math.min(vocabulary, 100)) throw new Error('llama.cpp gave no probabilities.');
    top += Math.max(...probabilities.values()) / theirs.length;
    const own = ours[POSITIONS[i] as number] as Float32Array;
    for (const [id, probability] of probabilities)
      error = Math.max(error, Math.abs(probability - (own[id] ?? Number.NaN)));
    if (Number.isNaN(error)) throw new Error('A probability is no number.');
  }
  return { error, top };
}

/**
 * Random models of every architecture and tensor type, computed here and in llama.cpp (about 10 seconds in all).
 * @param only fewer of them
 */
export async function measureParity(
  only: { architectures?: readonly RandomArchitecture[]; types?: readonly TensorTypeName[] } = {},
): Promise<Parity> {
  const { architectures = RANDOM_ARCHITECTURES, types = ['F32', ...HALF_TYPES, ...QUANTISED_TYPES] } = only;
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-parity-'));
  const llama = await openLlamaCpp();
  const cases: Parity['cases'][number][] = [];
  try {
    for (const architecture of architectures)
      for (const type of types) {
        const path = join(folder, `${architecture}-${type}.gguf`);
        writeFileSync(path, randomModel({ architecture, type, seed: 3 }));
        cases.push({ architecture, type, ...(await fileParity(llama, path)) });
        rmSync(path);
      }
  } finally {
    await llama.dispose();
    rmSync(folder, { recursive: true, maxRetries: 8 });
  }
  const worst = (group: readonly TensorTypeName[]): number =>
    cases.reduce((most, { type, error }) => (group.includes(type) ? Math.max(most, error) : most), 0);
  return {
    f32: worst(['F32']),
    half: worst(HALF_TYPES),
    quantised: worst(types.filter((type) => type !== 'F32' && !HALF_TYPES.includes(type))),
    cases,
  };
}
