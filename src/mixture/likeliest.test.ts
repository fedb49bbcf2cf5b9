import fc from 'fast-check';
import { expect, test } from 'vitest';
import { likeliest } from './likeliest.ts';

test.each<[string, number[][], number]>([
  [
    'that which all find likely',
    [
      [-0.1, -2],
      [-3, -0.2],
    ],
    1,
  ],
  [
    'the first of equal ones',
    [
      [-1, -1],
      [-2, -2],
    ],
    0,
  ],
  [
    'whoever finds one impossible does not rule it out',
    [
      [-0.5, -Infinity],
      [-9, -0.1],
      [-8, -0.1],
    ],
    1,
  ],
  ['one judge alone', [[-5, -1, -3]], 1],
])('%s', (_, opinions, answer) => {
  expect(likeliest(opinions)).toBe(answer);
});

test('property: the order of the judges does not matter, and an answer that all like best wins', () => {
  const logprob = fc.integer({ min: -9, max: 0 });
  fc.assert(
    fc.property(fc.array(fc.tuple(logprob, logprob, logprob), { minLength: 1, maxLength: 4 }), (opinions) => {
      expect(likeliest(opinions.toReversed())).toBe(likeliest(opinions));
      const liked = opinions.map(([a, b, c]) => [Math.min(a, -1), 0, Math.min(b, c, -1)]);
      expect(likeliest(liked)).toBe(1);
    }),
  );
});
