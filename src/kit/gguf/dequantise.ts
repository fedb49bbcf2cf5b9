import { NearmostError } from '../../contract/errors.ts';
import { fromBfloat, fromHalf } from './half.ts';
import { dequantiseQ4K, dequantiseQ5K, dequantiseQ6K } from './k-quants.ts';
import {
  dequantiseQ40,
  dequantiseQ41,
  dequantiseQ50,
  dequantiseQ51,
  dequantiseQ80,
} from './legacy-quants.ts';
import { TENSOR_TYPE, type TensorTypeName } from './types.ts';

type Dequantise = (bytes: Uint8Array) => Float32Array;

const readFloats: Dequantise = (bytes) => new Float32Array(bytes.slice().buffer);

const KNOWN: Partial<Record<TensorTypeName, Dequantise>> = {
  F32: readFloats,
  F16: fromHalf,
  BF16: fromBfloat,
  Q4_0: dequantiseQ40,
  Q4_1: dequantiseQ41,
  Q5_0: dequantiseQ50,
  Q5_1: dequantiseQ51,
  Q8_0: dequantiseQ80,
  Q4_K: dequantiseQ4K,
  Q5_K: dequantiseQ5K,
  Q6_K: dequantiseQ6K,
};

/** Tensor types that become float32 numbers here. */
export const DEQUANTISED: readonly string[] = Object.keys(KNOWN);

/**
 * The numbers of a tensor as float32, in the order of the file. The formulas are those of ggml's reference code
 * (`dequantize_row_*` in ggml-quants.c).
 * @param bytes whole blocks of the type
 * @throws unsupported for other types, invalid_model_file for bytes that are no whole blocks
 */
export function dequantise(type: TensorTypeName, bytes: Uint8Array): Float32Array {
  const read = KNOWN[type];
  if (!read)
    throw new NearmostError('unsupported', `Tensors of type ${type} cannot be read here.`, {
      hint: `Use a file whose tensors are ${DEQUANTISED.join(', ')}; the Q4_K_M variant of a model is one.`,
    });
  if (bytes.byteLength % TENSOR_TYPE[type].bytes !== 0)
    throw new NearmostError(
      'invalid_model_file',
      `${bytes.byteLength} bytes are no whole blocks of ${type} (${TENSOR_TYPE[type].bytes} bytes each).`,
    );
  return read(bytes);
}
