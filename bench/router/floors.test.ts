import { expect, test } from 'vitest';
import { createRandom } from '../../src/kit/random.ts';
import { floorFigures } from './floors.ts';

const random = createRandom(9);
const judged = Array.from({ length: 1200 }, () => {
  const confidence = random();
  return { confidence, score: random() < 1 - 0.8 * (1 - confidence) ** 2 ? 1 : 0 };
});

test('the floor is missed in at most 5 % of splits, and much stays on the device', () => {
  const found = floorFigures(judged, 0.9, 100);
  expect(found.missed_pct).toBeLessThanOrEqual(5);
  expect(found.local_share).toBeGreaterThan(0.4);
  expect(found.quality).toBeGreaterThan(0.9);
  expect(floorFigures(judged, 0.9, 100)).toEqual(found);
});

test('a floor that cannot be promised keeps nothing, and is not missed', () => {
  expect(floorFigures(judged.slice(0, 60), 0.99, 20)).toEqual({
    floor: 0.99,
    missed_pct: 0,
    local_share: 0,
    quality: null,
    none_pct: 100,
  });
});
