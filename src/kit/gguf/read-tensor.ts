import { closeSync, openSync, readSync } from 'node:fs';
import { NearmostError } from '../../contract/errors.ts';
import { dequantise } from './dequantise.ts';
import { badFile } from './file-cursor.ts';
import type { GgufHeader } from './read.ts';
import type { TensorEntry } from './read-tensors.ts';
import { TENSOR_TYPE } from './types.ts';

/** Values read at a time: whole blocks of every type, and little memory beside the result. */
const PIECE = 1 << 20;

/** The tensor of this name. @throws invalid_model_file */
export function tensorNamed({ tensors }: Pick<GgufHeader, 'tensors'>, name: string): TensorEntry {
  const tensor = tensors.find((entry) => entry.name === name);
  if (!tensor) throw badFile(`tensor "${name}" is missing`);
  return tensor;
}

/**
 * The numbers of one tensor as float32, in the order of the file, whatever type they are stored in.
 * @param header of this very file
 * @throws NearmostError `unsupported` for a type that cannot be read here, `invalid_model_file` when the file became shorter
 */
export function readTensor(
  path: string,
  { dataOffset }: Pick<GgufHeader, 'dataOffset'>,
  tensor: TensorEntry,
): Float32Array {
  const { block, bytes: blockBytes } = TENSOR_TYPE[tensor.type];
  dequantise(tensor.type, new Uint8Array());
  const out = floats(tensor);
  const bytes = new Uint8Array((Math.min(PIECE, tensor.elements) / block) * blockBytes);
  const file = openSync(path, 'r');
  try {
    let at = dataOffset + tensor.offset;
    for (let done = 0; done < tensor.elements; done += PIECE) {
      const piece = bytes.subarray(0, (Math.min(PIECE, tensor.elements - done) / block) * blockBytes);
      for (let filled = 0; filled < piece.length;) {
        const read = readSync(file, piece, filled, piece.length - filled, at + filled);
        if (read === 0) throw badFile(`it became shorter while it was read (in tensor "${tensor.name}")`);
        filled += read;
      }
      out.set(dequantise(tensor.type, piece), done);
      at += piece.length;
    }
  } finally {
    closeSync(file);
  }
  return out;
}

function floats({ name, elements }: TensorEntry): Float32Array {
  try {
    return new Float32Array(elements);
  } catch (error) {
    throw new NearmostError(
      'model_too_big',
      `There is no memory for the ${elements} numbers of tensor "${name}".`,
      {
        cause: error,
      },
    );
  }
}
