import type { Graph, Value } from '../graph.ts';
import { blockwiseCrossEntropy } from '../lora/blockwise-cross-entropy.ts';
import { checkpointed } from '../lora/checkpointed.ts';
import { gatherRows } from '../lora/lora-graph.ts';
import { lowRankLinear } from '../lora/low-rank-linear.ts';
import { gelu, silu, softmax } from '../ops/activation.ts';
import { add, multiply } from '../ops/arithmetic.ts';
import { crossEntropy } from '../ops/cross-entropy.ts';
import { embedding } from '../ops/embedding.ts';
import { linear, matmul, matmulConstant } from '../ops/linear.ts';
import { rmsNorm } from '../ops/norm.ts';
import { rotary, type RotaryPositions, rotaryTables } from '../ops/rotary.ts';
import { reshape, transpose } from '../ops/shape.ts';
import { type LossAndGradients, worstGradientError, worstLossGradientError } from './gradient-check.ts';

/** A check of one operator, named after its function; words after a comma say what is special. */
export interface OperatorCase {
  readonly name: string;
  /** Worst error of any entry of any gradient, relative to the largest. */
  readonly error: () => Promise<number>;
}

type Shapes = readonly (readonly number[])[];
type Inputs = readonly [Value, Value, Value];

const of = (name: string, shapes: Shapes, build: (graph: Graph, inputs: Inputs) => Value): OperatorCase => ({
  name,
  error: () => worstGradientError(shapes, (graph, inputs) => build(graph, inputs as Inputs)),
});
const loss = (
  name: string,
  shapes: Shapes,
  build: (graph: Graph, inputs: Inputs) => LossAndGradients,
): OperatorCase => ({
  name,
  error: () => worstLossGradientError(shapes, (graph, inputs) => build(graph, inputs as Inputs)),
});

const POSITIONS: RotaryPositions = { pairing: 'neighbours', base: 100, scale: 1, width: 4 };
const HEADS: Shapes = [[1, 2, 3, 4]];
const TABLE = Float32Array.from({ length: 28 }, (_, i) => Math.sin(3 * i + 1));
const WEIGHTS = Float32Array.of(0.5, 0, 0.3);

/** Every operator that the trainer differentiates, alone. */
export const OPERATOR_CASES: readonly OperatorCase[] = [
  of(
    'add',
    [
      [2, 3],
      [2, 3],
    ],
    (g, [a, b]) => add(g, a, b),
  ),
  of(
    'add, broadcast',
    [
      [2, 3, 4],
      [3, 1],
    ],
    (g, [a, b]) => add(g, a, b),
  ),
  of('add, a bias', [[3, 4], [4]], (g, [a, b]) => add(g, a, b)),
  of(
    'multiply',
    [
      [2, 3],
      [2, 3],
    ],
    (g, [a, b]) => multiply(g, a, b),
  ),
  of('multiply, broadcast', [[2, 3], [3]], (g, [a, b]) => multiply(g, a, b)),
  of('multiply, a value used twice', [[2, 3]], (g, [x]) => multiply(g, x, add(g, x, x))),
  of('reshape', [[2, 6]], (g, [x]) => reshape(g, x, [3, 4])),
  of('transpose', [[2, 3, 4]], (g, [x]) => transpose(g, x, [2, 0, 1])),
  of(
    'linear',
    [
      [3, 4],
      [5, 4],
    ],
    (g, [x, w]) => linear(g, x, w),
  ),
  of(
    'lowRankLinear',
    [
      [3, 4],
      [2, 4],
      [5, 2],
    ],
    (g, [x, a, b]) => lowRankLinear(g, x, g.floats(TABLE.slice(0, 20), [5, 4]), { a, b, scale: 1.5 }),
  ),
  of(
    'matmul',
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    (g, [a, b]) => matmul(g, a, b),
  ),
  of('matmulConstant', [[2, 3, 2]], (g, [x]) =>
    matmulConstant(g, x, g.floats(Float32Array.of(1, 2, 3, 4), [2, 2])),
  ),
  of('silu', [[3, 4]], (g, [x]) => silu(g, x)),
  of('gelu', [[3, 4]], (g, [x]) => gelu(g, x)),
  of('softmax', [[3, 4]], (g, [x]) => softmax(g, x)),
  of('rmsNorm', [[3, 4], [4]], (g, [x, w]) => rmsNorm(g, x, w, 1e-5)),
  of('rmsNorm, of each head', [[2, 3, 2, 4], [4]], (g, [x, w]) => rmsNorm(g, x, w, 1e-5)),
  of('embedding, a row used twice', [[5, 3]], (g, [x]) => embedding(g, x, g.ints([4, 1, 4]))),
  of('embedding, scaled', [[5, 3]], (g, [x]) =>
    multiply(g, embedding(g, x, g.ints([4, 1, 4])), g.scalar(1.7)),
  ),
  of('gatherRows, some rows in another order', [[5, 3]], (g, [x]) => gatherRows(g, x, g.ints([4, 1, 0]))),
  of('rotary, neighbours', HEADS, (g, [x]) => rotary(g, x, rotaryTables(g, 3, 4, POSITIONS))),
  of('rotary, halves, slower, scaled', HEADS, (g, [x]) =>
    rotary(g, x, rotaryTables(g, 3, 4, { ...POSITIONS, pairing: 'halves', scale: 0.5 }, 0.7)),
  ),
  of('rotary, the first numbers alone, with factors', [[1, 2, 3, 6]], (g, [x]) =>
    rotary(g, x, rotaryTables(g, 3, 6, { ...POSITIONS, factors: Float32Array.of(1, 2) })),
  ),
  of(
    'checkpointed',
    [
      [3, 4],
      [4, 4],
    ],
    (g, [x, w]) => checkpointed(g, x, [w], (y) => add(g, y, silu(g, linear(g, y, w)))),
  ),
  loss('crossEntropy, a row left out', [[3, 5]], (g, [logits]) => {
    const result = crossEntropy(g, logits, g.ints([4, 0, 1]), g.floats(WEIGHTS, [3]));
    return { loss: result.loss, gradients: [result.logitGradient] };
  }),
  loss('blockwiseCrossEntropy, two blocks', [[3, 4]], (g, [hidden]) => {
    const result = blockwiseCrossEntropy(g, {
      hidden,
      table: g.floats(TABLE, [7, 4]),
      blocks: [g.floats(TABLE.slice(0, 16), [4, 4]), g.floats(TABLE.slice(16), [3, 4])],
      targets: g.ints([6, 0, 1]),
      weights: g.floats(WEIGHTS, [3]),
    });
    return { loss: result.loss, gradients: [result.gradient] };
  }),
];
