import { modelSizes, type ModelSizes } from '../device/model-sizes.ts';
import type { Simd } from '../device/simd.ts';
import { modelInfo } from '../kit/gguf/model-info.ts';
import { readGguf } from '../kit/gguf/read.ts';

/** What decides how much memory a file takes, from its header, which is checked first. @throws invalid_model_file */
export async function readSizes(path: string, simd: Simd): Promise<ModelSizes> {
  const header = await readGguf(path);
  modelInfo(header);
  return modelSizes(header, simd);
}
