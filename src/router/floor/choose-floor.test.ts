import { expect, test } from 'vitest';
import type { Judged } from '../../kit/stats/threshold.ts';
import { createRandom } from '../../kit/random.ts';
import { chooseFloor, floorAt } from './choose-floor.ts';

const rightAt = (confidence: number): number => 1 - 0.6 * (1 - confidence) ** 2;

function simulated(n: number, seed: number): Judged[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => {
    const confidence = random();
    return { confidence, score: random() < rightAt(confidence) ? 1 : 0 };
  });
}

test('a floor: its threshold, what stays here, and how good that is, with intervals', () => {
  const found = chooseFloor(simulated(2000, 1), { floor: 0.95 })!;
  expect(found.met).toEqual({ floor: true });
  expect(found.share.value).toBeGreaterThan(0.4);
  for (const { value, low, high } of [found.share, found.quality]) {
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  }
  expect([found.judged, found.accepted]).toEqual([2000, Math.round(found.share.value * 2000)]);
});

test('a share alone is kept in at least 95 % of runs, with the best quality that allows', () => {
  let missed = 0;
  for (let seed = 0; seed < 200; seed++) {
    const found = chooseFloor(simulated(400, seed), { share: 0.5 })!;
    // confidences are even from 0 to 1: the true share is 1 - threshold
    if (1 - found.threshold < 0.5) missed++;
    expect(found.share.value).toBeLessThan(0.58);
    expect(found.met.share).toBe(true);
  }
  // 5 % of 200 are 10; 17 or more would happen in 1 of 40 worst cases. Seeds are fixed.
  expect(missed).toBeLessThan(17);
});

test('both: the floor counts, and a share that cannot be had with it is said to be missed', () => {
  const judged = simulated(2000, 2);
  expect(chooseFloor(judged, { floor: 0.95, share: 0.2 })?.met).toEqual({ floor: true, share: true });
  const found = chooseFloor(judged, { floor: 0.95, share: 0.99 });
  expect(found?.met).toEqual({ floor: true, share: false });
  expect(found?.threshold).toBe(chooseFloor(judged, { floor: 0.95 })?.threshold);
});

test.each([
  ['no judged answers', [], { floor: 0.9 }],
  ['no judged answers for a share', [], { share: 0.1 }],
  ['no target', simulated(100, 3), {}],
  ['too few to tell', simulated(20, 3), { floor: 0.95 }],
  ['a share of everything', simulated(100, 3), { share: 1 }],
])('nothing is chosen: %s', (_, judged, target) => {
  expect(chooseFloor(judged, target)).toBeUndefined();
});

test('answers that stand for more traffic count for more', () => {
  const judged = [
    { confidence: 0.9, score: 1, weight: 3 },
    { confidence: 0.8, score: 0, weight: 1 },
    { confidence: 0.1, score: 0, weight: 4 },
  ];
  const found = floorAt(judged, 0.5);
  expect(found.share.value).toBeCloseTo(0.5, 12);
  expect(found.quality.value).toBeCloseTo(0.75, 12);
  expect(floorAt(judged, 2)).toMatchObject({ accepted: 0, share: { value: 0 }, quality: { value: 0 } });
});
