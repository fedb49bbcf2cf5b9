import { expect, test } from 'vitest';
import { createRandom } from '../../kit/random.ts';
import { auroc } from './auroc.ts';
import { calibrated, fitCalibrator, logOdds, type Calibrator } from './calibrator.ts';
import { calibrationError } from './error.ts';
import { fitIsotonic, isotonicAt } from './isotonic.ts';

/** Answers that are right with a chance which is a function of their raw confidence. */
function answers(n: number, seed: number, rightAt: (confidence: number) => number) {
  const random = createRandom(seed);
  const confidences = Array.from({ length: n }, () => random());
  return { confidences, right: confidences.map((confidence) => random() < rightAt(confidence)) };
}
/** Boastful: the odds are a tenth of what is said. */
const boast = (confidence: number): number => confidence / (confidence + 10 * (1 - confidence));

const errorOf = (calibrator: Calibrator | undefined, seed: number): number => {
  const { confidences, right } = answers(4000, seed, boast);
  return calibrationError(
    confidences.map((confidence, i) => ({
      confidence: calibrator ? calibrated(calibrator, confidence) : confidence,
      right: right[i] ?? false,
    })),
  );
};

test('calibration error of honest forecasts is near 0, of a constant boast it is the gap', () => {
  const { confidences, right } = answers(20_000, 1, (confidence) => confidence);
  expect(
    calibrationError(confidences.map((confidence, i) => ({ confidence, right: right[i] ?? false }))),
  ).toBeLessThan(0.015);
  const sure = Array.from({ length: 10 }, (_, i) => ({ confidence: 1, right: i < 7 }));
  expect(calibrationError(sure)).toBeCloseTo(0.3, 12);
  expect(calibrationError([])).toBeNaN();
});

test.each([
  ['platt', 600],
  ['isotonic', 3000],
])('%s from %i answers makes boasting honest, on answers it never saw', (method, n) => {
  const { confidences, right } = answers(n, 2, boast);
  const calibrator = fitCalibrator(confidences, right);
  expect(calibrator).toMatchObject({ method, n });
  expect(errorOf(undefined, 3)).toBeGreaterThan(0.2);
  expect(errorOf(calibrator, 3)).toBeLessThan(0.03);
});

test.each([
  ['platt', 400],
  ['isotonic', 2000],
])('%s keeps the order and stays inside 0 and 1, also at the ends', (_, n) => {
  const { confidences, right } = answers(n, 4, boast);
  const calibrator = fitCalibrator(confidences, right)!;
  const values = [0, 1e-9, 0.01, 0.2, 0.5, 0.9, 0.999, 1].map((raw) => calibrated(calibrator, raw));
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  for (const value of values) {
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(1);
  }
});

test.each([
  ['nothing', 0, 0],
  ['few', 39, 0.5],
  ['all right', 500, 1],
  ['all wrong', 500, 0],
])('no fit from %s', (_, n, chance) => {
  const { confidences, right } = answers(n, 5, () => chance);
  expect(fitCalibrator(confidences, right)).toBeUndefined();
});

test('isotonic: a falling stretch is pooled, equal scores stay together', () => {
  const scores = [1, 1, 2, 2, 3, 3, 4, 4];
  const steps = fitIsotonic(scores, [false, false, true, true, false, true, true, true], 2);
  expect(steps.from).toEqual([1, 2.5, 4]);
  expect(steps.to[1]).toBeCloseTo(0.7, 12);
  expect(isotonicAt(steps, 0)).toBe(steps.to[0]);
  expect(isotonicAt(steps, 9)).toBe(steps.to[2]);
  expect(isotonicAt({ from: [], to: [] }, 1)).toBe(0);
  expect(fitIsotonic([5, 5, 5], [true, false, true], 1).from).toHaveLength(1);
});

test('area under the curve, and log-odds that stay finite', () => {
  expect(auroc([3, 2], [1, 0])).toBe(1);
  expect(auroc([1], [1])).toBe(0.5);
  expect(auroc([1], [])).toBeNaN();
  expect([0, 1].map(logOdds).every(Number.isFinite)).toBe(true);
});
