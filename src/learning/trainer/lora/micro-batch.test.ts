import { expect, test } from 'vitest';
import { countLossRows, microBatch } from './micro-batch.ts';

const batch = {
  ids: BigInt64Array.from([5n, 6n, 7n, 8n]),
  targets: BigInt64Array.from([6n, 7n, 8n, 9n]),
  weights: Float32Array.from([0, 0.5, 0, 0.5]),
  mask: new Float32Array(16),
  tokens: 4,
};

test('the positions with a loss come first, others fill up, none comes twice', () => {
  expect(countLossRows(batch)).toBe(2);
  const { rows, targets, weights, ids, tokens } = microBatch(batch, 3, 0.25);
  expect([...rows]).toEqual([1n, 3n, 0n]);
  expect([...targets]).toEqual([7n, 9n, 6n]);
  expect([...weights]).toEqual([0.25, 0.25, 0]);
  expect(ids).toBe(batch.ids);
  expect(tokens).toBe(4);
  expect(new Set(microBatch(batch, 4, 1).rows).size).toBe(4);
});

test('a batch that does not fit is an error', () => {
  expect(() => microBatch(batch, 1, 1)).toThrow(RangeError);
  expect(() => microBatch(batch, 5, 1)).toThrow(RangeError);
});
