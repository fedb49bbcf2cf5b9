import type { ModelRecord } from '../contract/index.ts';
import { checkAdapter } from '../kit/gguf/check-adapter.ts';
import { readGguf } from '../kit/gguf/read.ts';

/** What is told of low-rank weights in a manifest. */
export interface Weights {
  architecture: string;
  rank: number;
  /** Type of most of its weights. */
  quantisation: string;
  /** The base they say they were trained on. */
  base: string | undefined;
}

/** Reads and checks the header of low-rank weights alone. @throws invalid_model_file */
export async function readWeights(path: string): Promise<Weights> {
  const header = await readGguf(path);
  const { rank, baseSha256: base } = checkAdapter(header);
  const bytes = new Map<string, number>();
  for (const tensor of header.tensors) bytes.set(tensor.type, (bytes.get(tensor.type) ?? 0) + tensor.bytes);
  const [[quantisation] = ['F32']] = [...bytes].toSorted(([, a], [, b]) => b - a);
  const architecture = header.metadata.get('general.architecture')?.value;
  return { architecture: String(architecture), rank, quantisation, base };
}

/** Checks low-rank weights against the model they are to work on. @throws invalid_model_file */
export async function checkWeights(path: string, base: ModelRecord, sha256: string): Promise<void> {
  const { tensors } = await readGguf(base.path);
  checkAdapter(await readGguf(path), { architecture: base.info.architecture, tensors, sha256 });
}
