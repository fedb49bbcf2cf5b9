import type { ModelInfo } from '../contract/index.ts';
import { modelInfo } from '../kit/gguf/model-info.ts';
import { readGguf } from '../kit/gguf/read.ts';

/** What the header of a GGUF file says, after it was validated. @throws invalid_model_file */
export async function inspectGguf(path: string): Promise<ModelInfo> {
  return modelInfo(await readGguf(path));
}
