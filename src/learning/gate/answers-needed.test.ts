import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseThreshold, type GateRule, type Judged } from '../../kit/stats/threshold.ts';
import { answersNeeded, plainSize, wouldPass } from './answers-needed.ts';

const RULE: GateRule = { floor: 0.95, delta: 0.05, window: Infinity };
const rule = (): GateRule => RULE;
const same = (count: number, score = 1): Judged[] =>
  Array.from({ length: count }, () => ({ confidence: 0.9, score }));
const repeat = (judged: readonly Judged[], times: number): Judged[] =>
  Array.from({ length: times }, () => judged).flat();

const answers = fc.array(
  fc.record({
    confidence: fc.constantFrom(0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 1),
    score: fc.constantFrom(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    weight: fc.constantFrom(0.2, 1, 3),
  }),
  { minLength: 5, maxLength: 150 },
);

test('so many times the answers are, to the gate, as if each had come so many times', () => {
  fc.assert(
    fc.property(answers, fc.integer({ min: 1, max: 12 }), fc.boolean(), (judged, times, endless) => {
      const own = { ...RULE, window: endless ? Infinity : judged.length * times };
      const gate = chooseThreshold(repeat(judged, times), own) !== undefined;
      expect(wouldPass(judged, times, () => own)).toBe(gate);
    }),
    { numRuns: 300, seed: 3 },
  );
});

test('what is needed passes, and one less does not', () => {
  let found = 0;
  fc.assert(
    fc.property(answers, (judged) => {
      const ruleAt = (times: number): GateRule => ({ ...RULE, window: judged.length * times });
      const needed = answersNeeded(judged, ruleAt, 6000);
      if (needed === undefined) return;
      found += 1;
      const n = judged.length;
      expect(wouldPass(judged, needed / n, ruleAt)).toBe(true);
      if (needed > n) expect(wouldPass(judged, (needed - 1) / n, ruleAt)).toBe(false);
    }),
    { numRuns: 300, seed: 4 },
  );
  expect(found).toBeGreaterThan(50);
});

test.each([
  ['all agree', same(60), rule, 83],
  ['all agree, and are judged on as many', same(60), (t: number) => ({ ...RULE, window: 60 * t }), 137],
  ['nearly all agree', same(60, 0.98), rule, 192],
  ['many agree', same(60, 0.96), rule, 1701],
])('%s: the number is the one from which on the gate lets that many pass', (_, judged, ruleAt, wanted) => {
  const needed = answersNeeded(judged, ruleAt, 6000);
  expect(needed).toBe(wanted);
  const [first] = judged;
  const gate = (count: number): unknown =>
    chooseThreshold(
      Array.from({ length: count }, () => first!),
      ruleAt(count / judged.length),
    );
  expect(gate(wanted)).toBeDefined();
  expect(gate(wanted - 1)).toBeUndefined();
});

test.each([
  ['none', []],
  ['too few agree', same(60, 0.94)],
  ['none agrees', same(60, 0)],
  ['without weight', same(60).map((one) => ({ ...one, weight: 0 }))],
])('no number of them would do: %s', (_, judged: Judged[]) => {
  expect(answersNeeded(judged, rule, 6000)).toBeUndefined();
});

test('a need for more than are kept is none', () => {
  expect(answersNeeded(same(60, 0.96), rule, 1701)).toBe(1701);
  expect(answersNeeded(same(60, 0.96), rule, 1700)).toBeUndefined();
});

test('answers that stand for much of the traffic make a sample smaller', () => {
  expect(plainSize(same(50))).toBe(50);
  const uneven = same(50).map((one, i) => ({ ...one, weight: i < 5 ? 9 : 0.1 }));
  expect(plainSize(uneven)).toBeLessThan(7);
  expect(answersNeeded(uneven, rule, 6000)).toBeGreaterThan(600);
  expect(plainSize([])).toBe(0);
});
