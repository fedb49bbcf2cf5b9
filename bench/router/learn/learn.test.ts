import { expect, test } from 'vitest';
import { createRandom } from '../../../src/kit/random.ts';
import { apgr } from '../curve.ts';
import type { Outcome } from '../outcomes.ts';
import { fitBoosted } from './boost.ts';
import { fitLogistic } from './logistic.ts';
import { fitRidge } from './ridge.ts';
import { learnRouter, sampleOf } from './router.ts';
import { solve } from './solve.ts';

const random = createRandom(3);
const points = Array.from({ length: 600 }, () => [random() * 2 - 1, random() * 2 - 1, 5 * random()]);
const chance = ([x = 0, y = 0]: number[]): number => 1 / (1 + Math.exp(-(3 * x - 2 * y)));

test('solves what it multiplies', () => {
  const matrix = [[4], [1, 3], [0.5, 0.2, 2]].map((row) => Float64Array.from([...row, 0, 0].slice(0, 3)));
  const x = solve(matrix, [5.25, 4.6, 3.1]);
  const full = (i: number, j: number): number => matrix[Math.max(i, j)]![Math.min(i, j)]!;
  for (const [i, b] of [5.25, 4.6, 3.1].entries())
    expect(full(i, 0) * x[0]! + full(i, 1) * x[1]! + full(i, 2) * x[2]!).toBeCloseTo(b, 9);
});

test('logistic regression finds the slopes, and a column without news gets none', () => {
  const score = fitLogistic(points, points.map(chance), { l2: 0.001 });
  expect(score([1, 0, 2]) - score([0, 0, 2])).toBeCloseTo(3, 1);
  expect(score([0, 1, 2]) - score([0, 0, 2])).toBeCloseTo(-2, 1);
  expect(score([0, 0, 5]) - score([0, 0, 0])).toBeCloseTo(0, 1);
  const still = fitLogistic([[1], [1]], [0, 1]);
  expect(still([1])).toBeCloseTo(0, 6);
});

test('boosted trees learn what no line can: one or the other, not both', () => {
  const either = points.map(([x = 0, y = 0]) => (x > 0 !== y > 0 ? 1 : 0));
  const options = { trees: 60, depth: 2, rate: 0.2, leaf: 5, rows: 0.8, columns: 1, seed: 1 };
  const score = fitBoosted(points, either, options);
  const right = points.filter((point, i) => score(point) > 0.5 === (either[i] === 1)).length;
  expect(right / points.length).toBeGreaterThan(0.95);
  expect(fitBoosted(points, either, options)([0.3, 0.2, 1])).toBe(score([0.3, 0.2, 1]));
  expect(fitBoosted([[1], [1]], [2, 4], { ...options, rows: 1 })([7])).toBeCloseTo(3, 9);
});

test('ridge regression of sparse rows: exact when nothing pulls', () => {
  const rows = points.map(([x = 0, y = 0]) => ({
    at: Int32Array.of(0, 7),
    values: Float32Array.of(x, y),
  }));
  const score = fitRidge(
    rows,
    points.map(([x = 0, y = 0]) => 2 * x - y),
    { l2: 1e-6, width: 8 },
  );
  expect(score({ at: Int32Array.of(0), values: Float32Array.of(1) }) - score(rows[0]!)).toBeCloseTo(
    2 - (2 * points[0]![0]! - points[0]![1]!),
    2,
  );
});

test('a router learns from wording which prompts are hard', () => {
  const outcomes = Array.from({ length: 400 }, (_, i): Outcome => {
    const hard = random() < 0.5;
    const prompt = `${hard ? 'prove the lemma' : 'name the capital'} of number ${i % 97}`;
    return { prompt, weak: hard && random() < 0.9 ? 0 : 1, strong: 1, group: prompt };
  }).map((outcome) => sampleOf(outcome, false));
  const score = learnRouter(outcomes.slice(0, 200));
  const rest = outcomes.slice(200);
  expect(apgr(rest, rest.map(score))).toBeGreaterThan(0.7);
});
