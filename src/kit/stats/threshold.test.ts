import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { acceptAt, chooseThreshold, type Judged } from './threshold.ts';

const RULE = { floor: 0.95, delta: 0.05, window: Infinity };

/** A student whose chance of being right is a given function of its confidence. */
function simulated(n: number, seed: number, rightAt: (confidence: number) => number): Judged[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => {
    const confidence = random();
    return { confidence, score: random() < rightAt(confidence) ? 1 : 0 };
  });
}

/** Agreement of everything accepted from a threshold on, by summing over a fine grid. */
function truth(threshold: number, rightAt: (confidence: number) => number): number {
  let sum = 0;
  for (let i = 0; i < 2000; i++) sum += rightAt(threshold + ((1 - threshold) * (i + 0.5)) / 2000);
  return sum / 2000;
}

test.each([
  ['good and well ordered', 1500, (c: number) => 1 - 0.6 * (1 - c) ** 2],
  ['a cliff', 800, (c: number) => (c > 0.5 ? 0.99 : 0.4)],
  ['just below the floor everywhere', 3000, () => 0.945],
  ['few answers', 150, (c: number) => 0.8 + 0.2 * c],
])('misses the floor in about delta of the runs: %s', (_, n, rightAt) => {
  let missed = 0;
  for (let seed = 0; seed < 300; seed++) {
    const found = chooseThreshold(simulated(n, seed, rightAt), RULE);
    if (found && truth(found.threshold, rightAt) < RULE.floor) missed++;
  }
  // 5 % of 300 are 15; 24 or more would happen by chance in 1 of 70 worst cases. Seeds are fixed.
  expect(missed).toBeLessThan(24);
});

test('accepts much where much is right', () => {
  const found = chooseThreshold(
    simulated(2000, 1, (c) => 1 - 0.6 * (1 - c) ** 2),
    RULE,
  );
  expect(found?.coverage).toBeGreaterThan(0.4);
  expect(found?.agreement.lower).toBeGreaterThan(0.93);
});

test('allowing for the judged window accepts less', () => {
  const judged = simulated(2000, 4, (c) => 1 - 0.6 * (1 - c) ** 2);
  const plain = chooseThreshold(judged, RULE)!;
  const careful = chooseThreshold(judged, { ...RULE, window: 500 })!;
  expect(careful.threshold).toBeGreaterThan(plain.threshold);
});

test.each([
  ['nothing', []],
  ['too few to tell', simulated(40, 1, () => 1)],
  ['all wrong', simulated(500, 1, () => 0)],
  ['weightless', simulated(500, 1, () => 1).map((one) => ({ ...one, weight: 0 }))],
])('no threshold: %s', (_, judged: Judged[]) => {
  expect(chooseThreshold(judged, RULE)).toBeUndefined();
});

test('one confidence for all is one decision', () => {
  const same = simulated(400, 3, () => 1).map((one) => ({ ...one, confidence: 0.5 }));
  expect(chooseThreshold(same, RULE)).toMatchObject({ threshold: 0.5, coverage: 1 });
});

test('weights: a stratum stands for its share of the traffic', () => {
  const judged: Judged[] = [
    ...simulated(400, 1, () => 1).map((one) => ({ ...one, confidence: 0.9, weight: 2 })),
    ...simulated(400, 2, () => 0.5).map((one) => ({ ...one, confidence: 0.1, weight: 0.1 })),
  ];
  expect(chooseThreshold(judged, RULE)?.threshold).toBe(0.1);
  const heavier = judged.map((one) => ({ ...one, weight: 1 }));
  expect(chooseThreshold(heavier, RULE)?.threshold).toBe(0.9);
});

test('never accepts below the observed floor; order does not matter', () => {
  const judgedOnes = fc.array(
    fc.record({
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      score: fc.constantFrom(0, 1, 1, 1, 1, 1, 1, 1),
    }),
    { minLength: 100, maxLength: 600 },
  );
  fc.assert(
    fc.property(judgedOnes, (judged) => {
      const found = chooseThreshold(judged, { ...RULE, floor: 0.8 });
      expect(chooseThreshold(judged.toReversed(), { ...RULE, floor: 0.8 })).toEqual(found);
      if (!found) return;
      expect(found.agreement.share).toBeGreaterThan(0.8);
      expect(found.coverage).toBeCloseTo(acceptAt(judged, found.threshold).coverage, 12);
    }),
    { numRuns: 60, seed: 7 },
  );
});
