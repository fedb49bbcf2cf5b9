import type { Graph, Value } from '../graph.ts';
import { multiply } from '../ops/arithmetic.ts';
import { linear } from '../ops/linear.ts';
import { createArchitecture } from './create.ts';
import type { ModelShape } from './model.ts';
import { headOf } from './weights.ts';

/** Values that a forward pass with all weights reads, beside the mask. */
export interface LogitsInputs {
  readonly weights: ReadonlyMap<string, Value>;
  /** int64 [batch * time]. */
  readonly ids: Value;
  /** One [batch * time, width] factor per site (0 or 1 / keep), or none: no dropout. */
  readonly dropout: readonly Value[];
  readonly batch: number;
  readonly time: number;
}

/** Appends the whole forward pass, declaring the input `mask`, and returns the logits [batch * time, vocabulary]. */
export function modelLogits(graph: Graph, shape: ModelShape, inputs: LogitsInputs): Value {
  const sites = [...inputs.dropout];
  const weight = (name: string): Value => {
    const value = inputs.weights.get(name);
    if (!value) throw new Error(`The model has no weight ${name}.`);
    return value;
  };
  const forward = createArchitecture(shape).open(graph, {
    weight,
    linear: (x, name) => linear(graph, x, weight(name)),
    drop: (x) => {
      const site = sites.shift();
      return site ? multiply(graph, x, site) : x;
    },
    batch: inputs.batch,
    time: inputs.time,
  });
  let stream = forward.embed(inputs.ids);
  for (let layer = 0; layer < shape.layers; layer++) stream = forward.layer(stream, layer);
  return linear(graph, forward.norm(stream), weight(headOf(shape)));
}
