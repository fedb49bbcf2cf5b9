import { BASE_SHA256 } from '../../../kit/gguf/check-adapter.ts';
import { toHalf } from '../../../kit/gguf/half.ts';
import { writeGguf } from '../../../kit/gguf/write.ts';
import type { GgufTensor } from '../../../kit/gguf/write.ts';
import type { Trained } from '../adamw.ts';
import type { Architecture } from '../architectures/model.ts';
import type { LoraSettings } from '../job.ts';
import { loraWeights } from './lora-graph.ts';

type Stored = Pick<LoraSettings, 'rank' | 'alpha' | 'stored'> & { readonly baseSha256: string };

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Trained factors as a GGUF adapter that llama.cpp loads, bound to the base by its sha256. */
export function adapterGguf(
  base: Architecture,
  factors: ReadonlyMap<string, Pick<Trained, 'value'>>,
  { rank, alpha, baseSha256, stored = 'F32' }: Stored,
): Uint8Array {
  const tensors = [...loraWeights(base, rank)].map(([name, shape]): GgufTensor => {
    const { value } = factors.get(name) ?? {};
    if (!value) throw new Error(`There is no factor ${name}.`);
    return {
      name,
      type: stored,
      dimensions: shape.toReversed(),
      data: stored === 'F16' ? toHalf(value) : bytesOf(value),
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
