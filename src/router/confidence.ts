import type { Calibration, ModelCard, Score, Task } from '../contract/index.ts';
import { calibrated as corrected } from './calibration/calibrator.ts';
import type { Calibrations } from './calibration/table.ts';

/** How sure one can be of a local answer. */
export interface Confidence {
  /** Probability that the answer is right, 0 to 1. */
  value: number;
  /** False: no calibration for this model yet; the value is a conservative guess. */
  calibrated: boolean;
  /** Before judged answers corrected it; absent: nothing did. */
  raw?: number;
  /** Judged answers that corrected it. */
  judged?: number;
  /** The answer says that the request is none of the model's business. */
  declined: boolean;
}

/** Scores are sums of rounded figures: a little beyond the bounds is one of them, what is no number says nothing. */
const probability = (value: number): number => Math.min(1, Math.max(0, Number.isNaN(value) ? 0 : value));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function calibrate({ feature, a, b }: Calibration, score: Score): number {
  const x = feature === 'sequence_logprob' ? score.logprob : score.logprob / Math.max(1, score.tokens);
  return sigmoid(a * x + b);
}

/** Below this a specialist's answer is a guess at what is none of its business. */
const SPECIALIST_FLOOR = 0.2;

/** A specialist that is nearly sure to be wrong is taken as declining: no answer is better than a wrong act. */
export function isHopeless({ value, calibrated }: Confidence, { card }: { card: ModelCard }): boolean {
  return calibrated && value < SPECIALIST_FLOOR && card.jobs.every((job) => job === 'command');
}

/** True when the answer is a JSON object that holds every value of `decline`. */
export function isDecline(text: string, decline: Record<string, unknown> | undefined): boolean {
  if (!decline) return false;
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null) return false;
    return Object.entries(decline).every(
      ([key, value]) => (answer as Record<string, unknown>)[key] === value,
    );
  } catch {
    return false;
  }
}

/**
 * Reads the confidence of a local answer, or of its beginning. Calibrated models: Platt scaling of the sum or mean of
 * log-probabilities. Others: the geometric mean of the token probabilities, which is a guess and is said to be one.
 * A declined request: the probability that declining was wrong.
 */
export function readConfidence(score: Score, text: string, card: ModelCard): Confidence {
  const calibrated = card.calibration !== undefined;
  if (score.tokens === 0) return { value: 0, calibrated, declined: false };
  if (isDecline(text, card.decline))
    return { value: probability(1 - Math.exp(score.logprob)), calibrated, declined: true };
  const value = card.calibration
    ? calibrate(card.calibration, score)
    : Math.exp(score.logprob / score.tokens);
  return { value: probability(value), calibrated, declined: false };
}

/** Corrects a confidence by what was said of this model's answers, where enough was. Declining is a word, no answer. */
export function correct(
  confidence: Confidence,
  calibrations: Pick<Calibrations, 'of'> | undefined,
  model: string,
  task: Task,
): Confidence {
  const own = confidence.declined ? undefined : calibrations?.of(model, task);
  if (!own) return confidence;
  const { value } = confidence;
  return { ...confidence, value: corrected(own, value), raw: value, judged: own.n, calibrated: true };
}
