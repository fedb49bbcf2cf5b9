import { resolve } from 'node:path';
import { modelInfo } from '../kit/gguf/model-info.ts';
import { readGguf } from '../kit/gguf/read.ts';
import type { Home } from '../store/home.ts';
import { createModelStore, type ModelStore } from '../store/models.ts';

/** The embedded default model, beside the sources or `dist/`. */
export const EMBEDDED: string = resolve(import.meta.dirname, '../../models/house');

/** The models on this device, for commands that need no runtime. */
export function modelsOf(home: Home): Promise<ModelStore> {
  return createModelStore({
    home,
    embedded: EMBEDDED,
    inspect: async (path) => modelInfo(await readGguf(path)),
  });
}
