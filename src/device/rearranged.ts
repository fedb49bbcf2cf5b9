import type { TensorTypeName } from '../kit/gguf/types.ts';
import type { Simd } from './simd.ts';

/** Rows that are interleaved, by type: on x64 with AVX2, on ARM with dot products. 0: used as it lies in the file. */
const ROWS: Partial<Record<TensorTypeName, readonly [x64: number, arm: number]>> = {
  Q4_0: [8, 4],
  Q4_K: [8, 8],
  Q5_K: [0, 8],
  Q6_K: [0, 8],
  IQ4_NL: [8, 4],
  MXFP4: [8, 4],
  Q8_0: [0, 4],
};

/**
 * Whether llama.cpp rearranges a matrix of this type for the processor: then it lies in a buffer of its own, and a mapped
 * file or a second use of the same tensor costs its bytes again. As `ggml_repack_get_optimal_repack_type` of ggml-cpu
 * decides.
 */
export function isRearranged(type: TensorTypeName, rows: number, simd: Simd): boolean {
  if (type === 'Q2_K') return simd.avx512 && rows % 8 === 0;
  const [x64, arm] = ROWS[type] ?? [0, 0];
  const together = simd.avx2 ? x64 : simd.dotprod || simd.i8mm ? arm : 0;
  return together > 0 && rows % together === 0;
}
