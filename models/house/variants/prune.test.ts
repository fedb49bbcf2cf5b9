import { expect, test } from 'vitest';
import type { Crf } from '../../../src/learning/students/extract/crf.ts';
import { pruneCrf, roundLinear } from './prune.ts';

/** Three features: the second has weights for two states. */
const model: Crf = {
  tags: 1,
  allowed: [Int32Array.of(0)],
  rows: new Map([
    [11, 0],
    [22, 1],
    [33, 2],
  ]),
  starts: Uint32Array.of(0, 1, 3, 4),
  states: Uint16Array.of(0, 1, 2, 1),
  weights: Float32Array.of(0.1, -4, 2, 0),
  steps: new Float32Array(12),
};

test('the largest weights stay with their states; features without any go', () => {
  const { rows, starts, states, weights } = pruneCrf(model, 2);
  expect([...rows]).toEqual([[22, 0]]);
  expect([[...starts], [...states]]).toEqual([
    [0, 2],
    [1, 2],
  ]);
  expect(weights[0]).toBeCloseTo(-4, 5);
  expect(weights[1]).toBeCloseTo(2, 1);
});

test('more than there are: all that say something', () => {
  const { rows, starts } = pruneCrf(model, 99);
  expect([...rows.keys()]).toEqual([11, 22]);
  expect([...starts]).toEqual([0, 1, 3]);
  expect(pruneCrf({ ...model, rows: new Map() }, 9).weights).toHaveLength(0);
});

test('weights are rounded to 127 steps to either side; zero stays zero', () => {
  const { weights } = roundLinear({
    rows: new Map(),
    classes: 2,
    weights: Float32Array.of(1.27, 0.004, 0, -1.27),
  });
  expect([...weights].map((weight) => Math.round(weight * 100))).toEqual([127, 0, 0, -127]);
});
