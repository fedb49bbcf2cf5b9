import { expect, test } from 'vitest';
import { auroc, aurocInterval, fitPlatt, sigmoid, wilson } from './stats.ts';

test('Wilson interval of 95 of 100', () => {
  const [low, high] = wilson(95, 100);
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.8882', '0.9785']);
  expect(wilson(0, 0)).toEqual([0, 1]);
});

test('area under the curve: perfect, reversed, ties', () => {
  expect(auroc([3, 4], [1, 2])).toBe(1);
  expect(auroc([1, 2], [3, 4])).toBe(0);
  expect(auroc([1, 1], [1, 1])).toBe(0.5);
  expect(auroc([2, 3], [1, 2])).toBe(0.875);
  const [low, high] = aurocInterval([2, 3, 4, 5], [1, 2, 3, 4]);
  expect(low).toBeLessThan(high);
});

test('Platt scaling finds the slope of simulated answers', () => {
  const scores = Array.from({ length: 4000 }, (_, i) => -5 + i / 400);
  const right = scores.map((x, i) => sigmoid(1.5 * x - 1) > ((i * 7919) % 4000) / 4000);
  const { a, b } = fitPlatt(scores, right);
  expect(a).toBeCloseTo(1.5, 0);
  expect(b).toBeCloseTo(-1, 0);
});

test('Platt scaling stays finite on skewed scores', () => {
  const scores = [
    ...Array.from({ length: 900 }, (_, i) => -i / 9000),
    ...Array.from({ length: 100 }, (_, i) => -1 - i / 4),
  ];
  const { a, b } = fitPlatt(
    scores,
    scores.map((x, i) => x > -0.08 || i % 5 === 0),
  );
  expect(a).toBeGreaterThan(0.05);
  expect(Math.abs(a) + Math.abs(b)).toBeLessThan(100);
});
