import { describe, expect, test } from 'vitest';
import { buildBatch, packRows } from './pack.ts';
import type { Example } from './pack.ts';

const example = (tokens: number[], weight = 1): Example => ({ tokens, weights: tokens.map(() => weight) });
const EXAMPLES = [example([1, 2, 3]), example([4, 5]), example([6, 7, 8, 9], 0.5)];

describe('packRows', () => {
  test('every example lies once, in order, without overlap, inside its row', () => {
    const many = Array.from({ length: 200 }, (_, i) => example(Array<number>(2 + (i % 13)).fill(i)));
    const rows = packRows(many, 16);
    const seen = rows.flat().map(({ example }) => example);
    expect(seen.toSorted((a, b) => a - b)).toEqual(many.map((_, i) => i));
    for (const row of rows) {
      let used = 0;
      for (const { start, length } of row) {
        expect(start).toBe(used);
        used += length;
      }
      expect(used).toBeLessThanOrEqual(16);
    }
  });

  test('refuses an example longer than a row', () => {
    expect(() => packRows([example([1, 2, 3, 4])], 2)).toThrow('4 tokens, a row 2');
  });
});

describe('buildBatch', () => {
  const time = 6;
  const rows = packRows(EXAMPLES, time);
  const batch = buildBatch(EXAMPLES, rows, 2, time);

  test('targets are the next tokens, weights sum to 1', () => {
    expect(rows).toEqual([
      [
        { example: 0, start: 0, length: 2 },
        { example: 1, start: 2, length: 1 },
        { example: 2, start: 3, length: 3 },
      ],
    ]);
    expect(batch.ids.slice(0, time)).toEqual(BigInt64Array.of(1n, 2n, 4n, 6n, 7n, 8n));
    expect(batch.targets.slice(0, time)).toEqual(BigInt64Array.of(2n, 3n, 5n, 7n, 8n, 9n));
    expect(batch.weights.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect((batch.weights[0] ?? 0) / (batch.weights[3] ?? 1)).toBeCloseTo(2, 6);
    expect(batch.tokens).toBe(6);
  });

  test('a position sees its own example up to itself, an empty one only itself', () => {
    const sees = (row: number, from: number): number[] =>
      Array.from({ length: time }, (_, to) => to).filter(
        (to) => batch.mask[(row * time + from) * time + to] === 0,
      );
    expect([0, 1, 2, 3, 4, 5].map((from) => sees(0, from))).toEqual([
      [0],
      [0, 1],
      [2],
      [3],
      [3, 4],
      [3, 4, 5],
    ]);
    expect([0, 5].map((from) => sees(1, from))).toEqual([[0], [5]]);
  });
});
