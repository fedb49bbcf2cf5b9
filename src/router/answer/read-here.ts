import type { ModelRecord, Task } from '../../contract/index.ts';
import { correct, readConfidence, type Confidence } from '../confidence.ts';
import type { RouterDeps } from '../deps.ts';
import type { Held } from './hold.ts';
import type { Call, Opened } from '../calls/open.ts';
import { withSecond } from './second-opinion.ts';

/** What was asked, where it is text alone, as models read it; undefined: a second opinion has nothing to read. */
export function askedText({ task, request }: Call): string | undefined {
  if (task !== 'chat') return undefined;
  const content = request.messages.findLast(({ role }) => role === 'user')?.content;
  if (typeof content !== 'object' || content === null) return content ?? undefined;
  const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return texts.length === content.length ? texts.join('\n') : undefined;
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
