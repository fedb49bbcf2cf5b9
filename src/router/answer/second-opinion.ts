import type { ModelRecord, Score } from '../../contract/index.ts';
import { sigmoid } from '../calibration/platt.ts';
import type { Confidence } from '../confidence.ts';
import type { RouterDeps } from '../deps.ts';

/** What a JSON answer says. */
export interface Said {
  /** Of the field that the small model of words knows. */
  value: string;
  /** All of it, where another reader is to be asked. */
  whole?: unknown;
}

/** What small models think of an answer. */
export interface Opinion {
  /** Score of its value less the best of any other, -8 to 8. */
  margin: number;
  /** How sure another reader is of the same answer, 0 to 4, or of another one, 0 to -4. It may have none: 0. */
  agreement?: number;
}

/** What the answer says, and whether it says nothing but the value of the field. */
function readSaid(text: string, field: string): { value: string; whole: unknown; bare: boolean } | undefined {
  try {
    const whole = JSON.parse(text) as Record<string, unknown>;
    const { [field]: value, ...rest } = whole;
    if (typeof value !== 'string') return undefined;
    const says = (other: unknown): boolean =>
      typeof other === 'object' && other !== null ? Object.keys(other).length > 0 : other !== null;
    return { value, whole, bare: !Object.values(rest).some(says) };
  } catch {
    return undefined;
  }
}

/**
 * From the sum of an answer's log-probabilities to the logarithm of the odds of that answer, from -most to most. Of likely
 * answers it still tells apart what differs by little: 0.99 and 0.999 are as far from each other as 0.9 and 0.99.
 */
export function logOdds(logprob: number, most: number): number {
  const odds = logprob - Math.log(-Math.expm1(Math.min(logprob, 0)));
  return Math.max(-most, Math.min(most, odds));
}

/** The confidence with what small models think of the answer; the same where they think nothing. */
export function withSecond(
  read: Confidence,
  { score, text }: { score: Score; text: string },
  record: ModelRecord,
  asked: string | undefined,
  second: RouterDeps['secondOpinion'],
): Confidence {
  const { secondOpinion: card } = record.card;
  if (!card || !second || asked === undefined || read.declined || !Number.isFinite(score.logprob))
    return read;
  const answer = readSaid(text, card.field);
  if (!answer) return read;
  const { value, whole, bare } = answer;
  const { weight, agreement, a, b } = bare ? card.bare : card.filled;
  const opinion = second(record, asked, agreement === undefined ? { value } : { value, whole });
  if (!opinion) return read;
  const heard = weight * opinion.margin + (agreement ?? 0) * (opinion.agreement ?? 0);
  return { ...read, value: sigmoid(a * (logOdds(score.logprob, card.most) + heard) + b), calibrated: true };
}
