import type { ModelRecord } from '../../src/contract/index.ts';
import { modelInfo } from '../../src/kit/gguf/model-info.ts';
import { readGguf } from '../../src/kit/gguf/read.ts';

/** A model file as the engine is given it, for a benchmark alone. */
export async function benchRecord(path: string, id = 'bench'): Promise<ModelRecord> {
  const info = modelInfo(await readGguf(path));
  return {
    id,
    engine: 'llama-cpp',
    path,
    bytes: info.tensorBytes,
    source: 'bench',
    addedAt: 0,
    info,
    card: { id, name: id, licence: 'none', jobs: ['chat'] },
  };
}
