import type { ModelRecord, Task } from '../../contract/index.ts';
import { sigmoid } from '../calibration/platt.ts';
import { correct, readConfidence, type Confidence } from '../confidence.ts';
import type { RouterDeps } from '../deps.ts';
import type { Held } from './hold.ts';
import type { Call, Opened } from '../calls/open.ts';

/** What was asked, where it is one plain text; undefined: a second opinion has nothing to read. */
export function askedText({ task, request }: Call): string | undefined {
  if (task !== 'chat') return undefined;
  const content = request.messages.findLast(({ role }) => role === 'user')?.content;
  return typeof content === 'string' ? content : undefined;
}

/** The value of a field of a JSON answer, and whether the answer says nothing else. */
function fieldOf(text: string, field: string): { value: string; bare: boolean } | undefined {
  try {
    const { [field]: value, ...rest } = JSON.parse(text) as Record<string, unknown>;
    if (typeof value !== 'string') return undefined;
    const says = (other: unknown): boolean =>
      typeof other === 'object' && other !== null ? Object.keys(other).length > 0 : other !== null;
    return { value, bare: !Object.values(rest).some(says) };
  } catch {
    return undefined;
  }
}

/** The confidence with what a small model of words thinks of the answer; the same where it thinks nothing. */
function withSecond(
  read: Confidence,
  { score, text }: Pick<Held, 'score' | 'text'>,
  record: ModelRecord,
  asked: string | undefined,
  second: RouterDeps['secondOpinion'],
): Confidence {
  const { secondOpinion: card } = record.card;
  if (!card || !second || asked === undefined || read.declined || !Number.isFinite(score.logprob))
    return read;
  const answer = fieldOf(text, card.field);
  const margin = answer && second(record, asked, answer.value);
  if (!answer || margin === undefined) return read;
  const { weight, a, b } = answer.bare ? card.bare : card.filled;
  const x = Math.max(score.logprob, card.lowest) + weight * margin;
  return { ...read, value: sigmoid(a * x + b), calibrated: true };
}

/** The confidence of an answer of a model of this device, or of its beginning, with all that is known of the model. */
export function readHere(
  deps: Pick<RouterDeps, 'calibrations' | 'secondOpinion'>,
  task: Task,
  { candidate, asked }: Pick<Opened, 'candidate' | 'asked'>,
  record: ModelRecord,
  held: Pick<Held, 'score' | 'text'>,
): Confidence {
  const read = readConfidence(held.score, held.text, record.card);
  const heard = withSecond(read, held, record, asked, deps.secondOpinion);
  return correct(heard, deps.calibrations, candidate.model, task);
}
