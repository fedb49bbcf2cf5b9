import { describe, expect, test } from 'vitest';
import type { Graph, Value } from '../graph.ts';
import { worstGradientError } from '../testing/gradient-check.ts';
import { gelu, silu, softmax } from './activation.ts';
import { add, multiply } from './arithmetic.ts';
import { embedding } from './embedding.ts';
import { linear, matmul, matmulConstant } from './linear.ts';
import { rmsNorm } from './norm.ts';
import { rotary, rotaryTables, type RotaryPositions } from './rotary.ts';
import { repeatHeads, reshape, transpose } from './shape.ts';

type Build = (graph: Graph, inputs: readonly Value[]) => Value;
type Case = readonly [name: string, shapes: readonly (readonly number[])[], build: Build];
const at = (inputs: readonly Value[], i: number): Value => inputs[i] as Value;

const POSITIONS: RotaryPositions = { pairing: 'neighbours', base: 100, scale: 1, width: 4 };

const CASES: readonly Case[] = [
  [
    'add',
    [
      [2, 3],
      [2, 3],
    ],
    (g, x) => add(g, at(x, 0), at(x, 1)),
  ],
  [
    'add, broadcast',
    [
      [2, 3, 4],
      [3, 1],
    ],
    (g, x) => add(g, at(x, 0), at(x, 1)),
  ],
  [
    'multiply',
    [
      [2, 3],
      [2, 3],
    ],
    (g, x) => multiply(g, at(x, 0), at(x, 1)),
  ],
  ['multiply, broadcast', [[2, 3], [3]], (g, x) => multiply(g, at(x, 0), at(x, 1))],
  ['a value used twice', [[2, 3]], (g, x) => multiply(g, at(x, 0), add(g, at(x, 0), at(x, 0)))],
  ['reshape', [[2, 6]], (g, x) => reshape(g, at(x, 0), [3, 4])],
  ['transpose', [[2, 3, 4]], (g, x) => transpose(g, at(x, 0), [2, 0, 1])],
  ['repeatHeads', [[1, 2, 3, 2]], (g, x) => repeatHeads(g, at(x, 0), 3)],
  [
    'linear',
    [
      [3, 4],
      [5, 4],
    ],
    (g, x) => linear(g, at(x, 0), at(x, 1)),
  ],
  [
    'matmul',
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    (g, x) => matmul(g, at(x, 0), at(x, 1)),
  ],
  [
    'matmulConstant',
    [[2, 3, 2]],
    (g, x) => matmulConstant(g, at(x, 0), g.floats(Float32Array.of(1, 2, 3, 4), [2, 2])),
  ],
  ['silu', [[3, 4]], (g, x) => silu(g, at(x, 0))],
  ['softmax', [[3, 4]], (g, x) => softmax(g, at(x, 0))],
  ['rmsNorm', [[3, 4], [4]], (g, x) => rmsNorm(g, at(x, 0), at(x, 1), 1e-5)],
  ['embedding, a row used twice', [[5, 3]], (g, x) => embedding(g, at(x, 0), g.ints([4, 1, 4]))],
  ['gelu', [[3, 4]], (g, x) => gelu(g, at(x, 0))],
  ['rmsNorm of each head', [[2, 3, 2, 4], [4]], (g, x) => rmsNorm(g, at(x, 0), at(x, 1), 1e-5)],
  ['a bias', [[3, 4], [4]], (g, x) => add(g, at(x, 0), at(x, 1))],
  [
    'embedding, scaled',
    [[5, 3]],
    (g, x) => multiply(g, embedding(g, at(x, 0), g.ints([4, 1, 4])), g.scalar(1.7)),
  ],
  ['rotary, neighbours', [[1, 2, 3, 4]], (g, x) => rotary(g, at(x, 0), rotaryTables(g, 3, 4, POSITIONS))],
  [
    'rotary, halves, slower, scaled',
    [[1, 2, 3, 4]],
    (g, x) =>
      rotary(g, at(x, 0), rotaryTables(g, 3, 4, { ...POSITIONS, pairing: 'halves', scale: 0.5 }, 0.7)),
  ],
  [
    'rotary of the first numbers alone, with factors',
    [[1, 2, 3, 6]],
    (g, x) => rotary(g, at(x, 0), rotaryTables(g, 3, 6, { ...POSITIONS, factors: Float32Array.of(1, 2) })),
  ],
];

describe('gradient against central differences', () => {
  test.each(CASES)('%s', async (_, shapes, build) => {
    expect(await worstGradientError(shapes, build)).toBeLessThan(5e-3);
  });
});
