import { NearmostError, type Feedback, type FeedbackInput } from '../contract/index.ts';
import type { Ledger } from './record.ts';
import type { Verdicts } from './verdicts.ts';

/** What dialects put in front of a request id, in the `id` of an answer. */
const DRESSED = /^(?:chatcmpl-|cmpl-|resp_|msg_)(?:req_)?/;

const invalid = (message: string, param: string): NearmostError =>
  new NearmostError('invalid_request', message, { param });

function scoreOf({ verdict, score }: FeedbackInput): number {
  if ((verdict === undefined) === (score === undefined))
    throw invalid('Say either a verdict (good or bad) or a score from 0 to 1, not both.', 'verdict');
  if (score === undefined) return verdict === 'good' ? 1 : 0;
  if (!(score >= 0 && score <= 1)) throw invalid(`A score is from 0 to 1, not ${score}.`, 'score');
  return score;
}

/**
 * Stores feedback beside the row of its request. Saying the same twice changes nothing; saying something else replaces it.
 * @throws NearmostError not_found, invalid_request (no answer was given; no score)
 */
export function giveFeedback(
  ledger: Pick<Ledger, 'entry'>,
  verdicts: Verdicts,
  input: FeedbackInput,
): Feedback {
  const score = scoreOf(input);
  const names = [input.requestId, input.requestId.replace(DRESSED, 'req_')];
  const entry = names.map((id) => ledger.entry(id)).find((found) => found && names.includes(found.requestId));
  const shown = input.requestId.slice(0, 100);
  if (!entry || (input.app !== undefined && input.app !== entry.app))
    throw new NearmostError(
      'not_found',
      `There is no request "${shown}"${input.app === undefined ? '' : ` of the app ${input.app}`} in the ledger.`,
      { param: 'request_id', hint: 'Give the x-request-id of the answer; the latest one: nearmost why' },
    );
  if (entry.status !== 'ok')
    throw new NearmostError('invalid_request', `Request "${shown}" got no answer that could be judged.`, {
      param: 'request_id',
      hint: `See what became of it: nearmost why ${entry.requestId}`,
    });
  const { requestId, app } = entry;
  return { requestId, app, score, changed: verdicts.note(requestId, 'feedback', score) };
}
