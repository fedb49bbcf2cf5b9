import type { ModelRecord, Score, SecondOpinionCard } from '../../contract/index.ts';
import { sigmoid } from '../calibration/platt.ts';
import type { Confidence } from '../confidence.ts';
import type { RouterDeps } from '../deps.ts';

/** What a JSON answer says. */
export interface Said {
  /** Of the field that a second opinion knows. */
  value: string;
  /** By their names, values that stand in the request. */
  parts: Readonly<Record<string, unknown>>;
}

/** What small models of words think of an answer. */
export interface Opinion {
  /** Score of its value less the best of any other, -8 to 8. */
  margin: number;
  /** The least of the same over its parts; nothing is thought of unknown ones. */
  parts?: number;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What the answer says, and whether it says nothing but the value of the field. */
function readSaid(
  text: string,
  { field, parts }: SecondOpinionCard,
): { said: Said; bare: boolean } | undefined {
  try {
    const { [field]: value, ...rest } = JSON.parse(text) as Record<string, unknown>;
    if (typeof value !== 'string') return undefined;
    const says = (other: unknown): boolean =>
      isObject(other) ? Object.keys(other).length > 0 : other !== null;
    const own = parts === undefined ? undefined : rest[parts.field];
    return { said: { value, parts: isObject(own) ? own : {} }, bare: !Object.values(rest).some(says) };
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

/** The confidence with what small models of words think of the answer; the same where they think nothing. */
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
  const answer = readSaid(text, card);
  const opinion = answer && second(record, asked, answer.said);
  if (!answer || !opinion) return read;
  const { weight, parts = 0, a, b } = answer.bare ? card.bare : card.filled;
  const x = logOdds(score.logprob, card.most) + weight * opinion.margin + parts * (opinion.parts ?? 0);
  return { ...read, value: sigmoid(a * x + b), calibrated: true };
}
