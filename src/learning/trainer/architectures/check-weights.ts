import { NearmostError } from '../../../contract/errors.ts';
import type { GgufHeader } from '../../../kit/gguf/read.ts';
import { DEQUANTISED } from '../../../kit/gguf/dequantise.ts';
import type { ModelShape } from './model.ts';
import { modelWeights } from './weights.ts';

/**
 * Checks that a file holds exactly the weights that a forward pass of `shape` uses, in types that can be read: a weight
 * left out would make a model of its own.
 * @param others tensors that are used elsewhere
 * @throws NearmostError `unsupported`, `invalid_model_file`
 */
export function checkWeights(
  { tensors }: Pick<GgufHeader, 'tensors'>,
  shape: ModelShape,
  others: readonly string[],
): void {
  const due = modelWeights(shape);
  const found = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const [name, dimensions] of due) {
    const tensor = found.get(name);
    if (!tensor) throw new NearmostError('invalid_model_file', `The model has no weight "${name}".`);
    if (tensor.dimensions.toReversed().join() !== dimensions.join())
      throw new NearmostError(
        'invalid_model_file',
        `Weight "${name}" is ${tensor.dimensions.toReversed().join(' x ')}, the sizes in the metadata ask for ${dimensions.join(' x ')}.`,
      );
    if (!DEQUANTISED.includes(tensor.type))
      throw new NearmostError(
        'unsupported',
        `Weight "${name}" is ${tensor.type}, which is not trained on here.`,
        {
          hint: `Use a file whose tensors are ${DEQUANTISED.join(', ')}; the Q4_K_M variant of a model is one.`,
        },
      );
  }
  for (const { name } of tensors)
    if (!due.has(name) && !others.includes(name))
      throw new NearmostError(
        'unsupported',
        `This model cannot be trained here: it has a weight "${name}", which models of the architecture ${shape.architecture} do not use here.`,
      );
}
