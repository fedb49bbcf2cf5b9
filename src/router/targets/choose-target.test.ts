import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JudgedTraffic } from '../../ledger/judged.ts';
import { createRandom } from '../../kit/random.ts';
import { chooseTarget } from './choose-target.ts';

/** Requests with even confidences; each answer at or above `from` is judged, by `rightAt`. */
function simulated(
  n: number,
  seed: number,
  rightAt: (confidence: number) => number,
  from = 0,
): JudgedTraffic {
  const random = createRandom(seed);
  const traffic = Array.from({ length: n }, () => random());
  const judged = traffic
    .filter((confidence) => confidence >= from)
    .map((confidence) => ({ confidence, score: random() < rightAt(confidence) ? 1 : 0 }));
  return { traffic, judged };
}
const none: JudgedTraffic = { traffic: [], judged: [] };
const good = (confidence: number): number => 1 - 0.6 * (1 - confidence) ** 2;

test('without a target the setting holds, and nothing is said', () => {
  expect(chooseTarget(0.7, {}, simulated(500, 1, good))).toEqual({ threshold: 0.7 });
});

test.each([
  ['no labels', none, 0.95, /^the careful default: no judged answers yet$/],
  ['few labels', simulated(20, 1, good), 0.95, /^the careful default: 20 judged answers do not show/],
])('%s: the careful default, said so', (_, known, threshold, words) => {
  const choice = chooseTarget(0.7, { qualityFloor: 0.95 }, known);
  expect(choice.threshold).toBe(threshold);
  expect(choice.why).toMatch(words);
  expect(chooseTarget(0.99, { qualityFloor: 0.95 }, known).threshold).toBe(0.99);
});

test('enough labels: a lower threshold that keeps the floor', () => {
  const { threshold, why } = chooseTarget(0.7, { qualityFloor: 0.95 }, simulated(2000, 1, good));
  expect(threshold).toBeLessThan(0.7);
  expect(why).toBe('quality floor 0.95, from 2000 judged answers');
});

test('the floor is missed in about 5 % of the runs, also where low confidence was seldom judged', () => {
  let missed = 0;
  for (let seed = 0; seed < 200; seed++) {
    const whole = simulated(1500, seed, good);
    const random = createRandom(seed + 1000);
    const judged = whole.judged.filter(({ confidence }) => confidence > 0.6 || random() < 0.2);
    const { threshold, why } = chooseTarget(0.7, { qualityFloor: 0.9 }, { ...whole, judged });
    if (!why?.startsWith('quality floor')) continue;
    let sum = 0;
    for (let i = 0; i < 500; i++) sum += good(threshold + ((1 - threshold) * (i + 0.5)) / 500);
    if (sum / 500 < 0.9) missed++;
  }
  // 5 % of 200 are 10; 19 or more would happen in 1 of 200 worst cases. Seeds are fixed.
  expect(missed).toBeLessThan(19);
});

test('answers that are shown to be worse are handed over, all of them', () => {
  expect(
    chooseTarget(
      0.7,
      { qualityFloor: 0.95 },
      simulated(2000, 2, () => 0.6),
    ),
  ).toMatchObject({
    threshold: 1,
    why: expect.stringMatching(/worse$/),
  });
});

test('a share is reached in the traffic, whatever was judged', () => {
  const { traffic } = simulated(1000, 3, good);
  const { threshold, why } = chooseTarget(0.7, { localShare: 0.8 }, { traffic, judged: [] });
  expect(traffic.filter((confidence) => confidence >= threshold).length).toBeGreaterThan(800);
  expect(traffic.filter((confidence) => confidence >= threshold).length).toBeLessThan(850);
  expect(why).toBe('local share 0.80, from 1000 requests');
  const few = chooseTarget(0.7, { localShare: 0.95 }, { traffic: traffic.slice(0, 10), judged: [] });
  expect(few).toEqual({ threshold: 0.7, why: 'the default: 10 requests are too few for local share 0.95' });
});

test('a floor counts more than a share', () => {
  const known = simulated(1500, 4, good);
  expect(chooseTarget(0.7, { qualityFloor: 0.95, localShare: 0.99 }, known)).toEqual(
    chooseTarget(0.7, { qualityFloor: 0.95 }, known),
  );
});

test('always a threshold from 0 to 1, and more bad answers never lower it below the default', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      unit,
      fc.double({ min: 0.5, max: 0.999, noNaN: true }),
      fc.array(fc.record({ confidence: unit, score: unit }), { maxLength: 200 }),
      (setting, qualityFloor, judged) => {
        const traffic = judged.map(({ confidence }) => confidence);
        const { threshold, why } = chooseTarget(setting, { qualityFloor }, { traffic, judged });
        expect(threshold).toBeGreaterThanOrEqual(0);
        expect(threshold).toBeLessThanOrEqual(1);
        expect(why).toBeTruthy();
        const bad = judged.map((one) => ({ ...one, score: 0 }));
        expect(
          chooseTarget(setting, { qualityFloor }, { traffic, judged: bad }).threshold,
        ).toBeGreaterThanOrEqual(Math.max(setting, qualityFloor));
      },
    ),
    { numRuns: 60, seed: 5 },
  );
});
