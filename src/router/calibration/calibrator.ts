import { fitIsotonic, isotonicAt, type Steps } from './isotonic.ts';
import { fitPlatt, sigmoid, type Line } from './platt.ts';

/** From a raw confidence to the probability that the answer is right, fitted on `n` judged answers. */
export type Calibrator =
  | (Line & { readonly method: 'platt'; readonly n: number })
  | (Steps & { readonly method: 'isotonic'; readonly n: number });

/** Below this, or with fewer right or wrong ones than `FEWEST_OF_EACH`, nothing is fitted. */
const FEWEST = 40;
const FEWEST_OF_EACH = 5;
/** From here on a curve is fitted instead of a line. */
const CURVE_FROM = 1000;
/** Answers in a step of the curve. */
const LEAST_IN_STEP = 60;

const EDGE = 1e-6;
/** Raw confidences crowd near 1: their log-odds do not. */
export const logOdds = (confidence: number): number => {
  const inside = Math.min(1 - EDGE, Math.max(EDGE, confidence));
  return Math.log(inside / (1 - inside));
};

/**
 * Fits judged answers: Platt scaling of the log-odds, or isotonic regression from 1,000 answers on. Undefined: too few
 * answers to tell, so the raw confidence stays what it is, a guess.
 */
export function fitCalibrator(
  confidences: readonly number[],
  right: readonly boolean[],
): Calibrator | undefined {
  const n = right.length;
  const hits = right.filter(Boolean).length;
  if (n < FEWEST || Math.min(hits, n - hits) < FEWEST_OF_EACH) return undefined;
  const scores = confidences.map(logOdds);
  if (n >= CURVE_FROM) return { method: 'isotonic', n, ...fitIsotonic(scores, right, LEAST_IN_STEP) };
  return { method: 'platt', n, ...fitPlatt(scores, right) };
}

/** The probability that an answer of this raw confidence is right. */
export function calibrated(calibrator: Calibrator, confidence: number): number {
  const score = logOdds(confidence);
  return calibrator.method === 'platt'
    ? sigmoid(calibrator.a * score + calibrator.b)
    : isotonicAt(calibrator, score);
}
