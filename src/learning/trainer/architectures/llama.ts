import type { Graph, Value } from '../graph.ts';
import { type LogitsInputs, modelLogits } from './logits.ts';
import type { ModelShape } from './model.ts';
import { modelWeights } from './weights.ts';

/** Dimensions of a llama whose output head is its embedding and whose heads share the width evenly. */
export interface LlamaShape {
  readonly vocabulary: number;
  readonly layers: number;
  /** Width of the residual stream. */
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Inner width of the feed-forward part. */
  readonly inner: number;
  readonly ropeBase: number;
  readonly epsilon: number;
  /** Longest context the file promises, in tokens. */
  readonly context: number;
}

/** The full description of such a llama. */
export function llamaShape({ ropeBase, ...shape }: LlamaShape): ModelShape {
  const headWidth = shape.width / shape.heads;
  return {
    ...shape,
    architecture: 'llama',
    headWidth,
    rope: { pairing: 'neighbours', base: ropeBase, scale: 1, width: headWidth },
    local: null,
    queryScale: 1 / Math.sqrt(headWidth),
    embeddingScale: 1,
    activation: 'silu',
    biases: false,
    headNorms: false,
    postNorms: false,
    tied: true,
  };
}

/** Name and shape ([out, in] or [width]) of every weight, named as in GGUF. The output head is the embedding itself. */
export const llamaWeights = (shape: LlamaShape): Map<string, readonly number[]> =>
  modelWeights(llamaShape(shape));

/** How many dropout masks one forward pass takes: after the embedding and after both halves of each layer. */
export const dropoutSites = (shape: Pick<ModelShape, 'layers'>): number => 1 + 2 * shape.layers;

/** Appends the forward pass of such a llama and returns the logits [batch * time, vocabulary]. */
export const llamaLogits = (graph: Graph, shape: LlamaShape, inputs: LogitsInputs): Value =>
  modelLogits(graph, llamaShape(shape), inputs);
