import { statSync } from 'node:fs';
import { NearmostError } from '../../contract/errors.ts';
import type { ModelInfo, ModelRecord } from '../../contract/index.ts';
import { inspectGguf } from '../inspect.ts';
import type { Candidate, FoundIn } from './found-model.ts';
import { hubModels } from './hub-cache.ts';
import { llamaCacheModels, looseModels } from './loose-files.ts';
import { ollamaModels } from './ollama.ts';
import type { Place } from './places.ts';

/** A model of another program, its header read. */
export interface FoundModel extends Candidate {
  bytes?: number;
  /** Present: it can be used. */
  info?: ModelInfo;
  /** Id under which it is used already. */
  id?: string;
}

const READERS: Readonly<Record<FoundIn, (folder: string) => Candidate[]>> = {
  ollama: ollamaModels,
  'lm-studio': (folder) => looseModels(folder, 'lm-studio'),
  'hugging-face': (folder) => hubModels(folder),
  'llama.cpp': llamaCacheModels,
};

async function look(candidate: Candidate, records: readonly ModelRecord[]): Promise<FoundModel> {
  const { path, bytes: stated } = candidate;
  if (path === undefined) return candidate;
  const bytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (bytes === undefined) return { ...candidate, problem: 'its file is gone' };
  if (stated !== undefined && stated !== bytes)
    return {
      ...candidate,
      bytes,
      problem: `its file has ${bytes} bytes, ${stated} are due: it was not fetched to the end`,
    };
  try {
    const info = await inspectGguf(path);
    const known = records.find((record) => record.path === path);
    return { ...candidate, bytes, info, ...(known === undefined ? {} : { id: known.id }) };
  } catch (error) {
    // the words after "This is no sound GGUF file:" are the reason
    return {
      ...candidate,
      bytes,
      problem: NearmostError.from(error).message.replace(/^.*GGUF file: |\.$/g, ''),
    };
  }
}

/**
 * Models that other programs keep on this machine, each file once; what cannot be used says why. Only headers are read.
 * @param records models that are used already
 */
export async function findModels(
  places: readonly Place[],
  records: readonly ModelRecord[],
): Promise<FoundModel[]> {
  const seen = new Set<string>();
  const candidates = places
    .flatMap(({ in: program, folder }) => READERS[program](folder))
    .filter(({ path }) => path === undefined || (!seen.has(path) && seen.add(path)));
  return Promise.all(candidates.map((candidate) => look(candidate, records)));
}
