import { BASE_SHA256 } from '../../../kit/gguf/check-adapter.ts';
import { writeGguf } from '../../../kit/gguf/write.ts';
import type { GgufTensor } from '../../../kit/gguf/write.ts';
import type { Trained } from '../adamw.ts';
import type { Architecture } from '../architectures/model.ts';
import { loraWeights } from './lora-graph.ts';

/** Trained factors as a GGUF adapter that llama.cpp loads, bound to the base by its sha256. */
export function adapterGguf(
  base: Architecture,
  factors: ReadonlyMap<string, Pick<Trained, 'value'>>,
  { rank, alpha, baseSha256 }: { rank: number; alpha: number; baseSha256: string },
): Uint8Array {
  const tensors = [...loraWeights(base, rank)].map(([name, shape]): GgufTensor => {
    const { value } = factors.get(name) ?? {};
    if (!value) throw new Error(`There is no factor ${name}.`);
    return {
      name,
      type: 'F32',
      dimensions: shape.toReversed(),
      data: new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
    };
  });
  return writeGguf(
    [
      { key: 'general.type', type: 'string', value: 'adapter' },
      { key: 'general.architecture', type: 'string', value: base.shape.architecture },
      { key: 'adapter.type', type: 'string', value: 'lora' },
      { key: 'adapter.lora.alpha', type: 'f32', value: alpha },
      { key: BASE_SHA256, type: 'string', value: baseSha256 },
    ],
    tensors,
  );
}
