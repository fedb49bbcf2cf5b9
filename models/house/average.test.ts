import { expect, test } from 'vitest';
import { createAverage } from './average.ts';

const weights = (value: number[]) =>
  new Map([
    [
      'w',
      {
        value: Float32Array.from(value),
        mean: new Float32Array(2),
        square: new Float32Array(2),
        decays: true,
      },
    ],
  ]);

test('an average starts at the weights, moves towards them, and leaves them as they are', () => {
  const now = weights([0, 8]);
  const average = createAverage(now);
  const [value, mean] = [now.get('w')?.value, average.weights.get('w')?.value];
  expect(mean).toEqual(value);
  value?.set([4, 0]);
  average.add(0.25);
  expect([...(mean ?? [])]).toEqual([1, 6]);
  average.add(1);
  expect(mean).toEqual(value);
  expect([...(value ?? [])]).toEqual([4, 0]);
});

test('it goes on from an earlier average', () => {
  const average = createAverage(weights([4, 4]), weights([0, 2]));
  average.add(0.5);
  expect([...(average.weights.get('w')?.value ?? [])]).toEqual([2, 3]);
});
