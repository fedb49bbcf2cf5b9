import { describe, expect, test } from 'vitest';
import { adamW } from './adamw.ts';
import type { Trained } from './adamw.ts';
import { createDropoutPool } from './dropout.ts';
import { createRandom, normal, pick, shuffled } from '../../kit/random.ts';
import { learningRate } from './schedule.ts';

const settings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, clip: 10 };
const tensor = (values: number[], decays = true): Trained => ({
  value: Float32Array.from(values),
  mean: new Float32Array(values.length),
  square: new Float32Array(values.length),
  decays,
});

describe('adamW', () => {
  test('the first step goes the whole rate against the gradient', () => {
    const w = tensor([1, 1]);
    const norm = adamW(new Map([['w', w]]), new Map([['w', Float32Array.of(3, -4)]]), 1, 0.1, settings);
    expect(norm).toBeCloseTo(5, 6);
    expect([...w.value].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([0.9, 1.1]);
  });

  test('weight decay pulls matrices, not norm weights', () => {
    const matrix = tensor([2]);
    const gain = tensor([2], false);
    const zero = Float32Array.of(0);
    adamW(
      new Map([
        ['m', matrix],
        ['g', gain],
      ]),
      new Map([
        ['m', zero],
        ['g', zero],
      ]),
      1,
      0.1,
      { ...settings, weightDecay: 0.5 },
    );
    expect(matrix.value[0]).toBeCloseTo(1.9, 6);
    expect(gain.value[0]).toBe(2);
  });

  test('finds the bottom of a bowl', () => {
    const w = tensor([5, -3]);
    for (let step = 1; step <= 500; step++)
      adamW(new Map([['w', w]]), new Map([['w', w.value.slice()]]), step, 0.05, settings);
    expect(Math.max(...w.value.map(Math.abs))).toBeLessThan(0.05);
  });

  test('a missing gradient is an error', () => {
    expect(() => adamW(new Map([['w', tensor([1])]]), new Map(), 1, 0.1, settings)).toThrow(
      'No gradient for w',
    );
  });
});

test('the learning rate rises, then falls along a cosine to its floor', () => {
  const schedule = { peak: 1, warmup: 10, steps: 110, floor: 0.1 };
  expect(
    [0, 9, 10, 60, 110, 200].map((step) => Math.round(learningRate(step, schedule) * 1e3) / 1e3),
  ).toEqual([0.1, 1, 1, 0.55, 0.1, 0.1]);
});

describe('dropout pool', () => {
  const pool = createDropoutPool(0.1, 4096, 3);

  test('a slice depends on step and site alone', () => {
    expect(pool.slice(5, 2, 4096)).toEqual(createDropoutPool(0.1, 4096, 3).slice(5, 2, 4096));
    expect(pool.slice(5, 2, 4096)).not.toEqual(pool.slice(6, 2, 4096));
    expect(pool.slice(5, 2, 4096)).not.toEqual(pool.slice(5, 3, 4096));
  });

  test('about a tenth is left out and the mean stays 1', () => {
    const slice = pool.slice(1, 0, 4096);
    expect(slice.filter((factor) => factor === 0).length / 4096).toBeCloseTo(0.1, 1);
    expect(slice.reduce((a, b) => a + b) / 4096).toBeCloseTo(1, 1);
  });
});

describe('random', () => {
  test('the same seed gives the same numbers, spread over [0, 1)', () => {
    const numbers = Array.from({ length: 2000 }, createRandom(1, 2));
    expect(numbers.slice(0, 5)).toEqual(Array.from({ length: 5 }, createRandom(1, 2)));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.reduce((a, b) => a + b) / 2000).toBeCloseTo(0.5, 1);
  });

  test('shuffled keeps every element, pick takes one, normal has deviation 1', () => {
    const random = createRandom(3);
    expect(shuffled(random, [1, 2, 3, 4]).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    expect(['a', 'b']).toContain(pick(random, ['a', 'b']));
    expect(() => pick(random, [])).toThrow('Nothing');
    const squares = Array.from({ length: 4000 }, () => normal(random) ** 2);
    expect(squares.reduce((a, b) => a + b) / 4000).toBeCloseTo(1, 0);
  });
});
