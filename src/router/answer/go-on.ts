import {
  NearmostError,
  type Candidate,
  type ChatPart,
  type ChatRequest,
  type ErrorCode,
  type RequestContext,
} from '../../contract/index.ts';
import type { Decision } from '../decide.ts';
import type { RouterDeps } from '../deps.ts';
import type { Journey } from '../journey.ts';
import { linkedAbort, localParts, type Call } from '../calls/open.ts';

/** The rest of an answer that broke off, from a model of this device. */
export interface Rest {
  candidate: Candidate;
  /** Says what happened, then goes on with the text. */
  parts: AsyncIterable<ChatPart>;
  /** Monotonic milliseconds. */
  began: number;
  stop: () => void;
}

/** The link or the provider failed, not the request. */
const BROKEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'offline',
  'timeout',
  'upstream_unavailable',
  'upstream_bad_answer',
]);
const PLEASE = 'Your answer broke off. Go on exactly where it stopped, and repeat nothing of it.';

/** Plain text to a person: half a JSON or half a call of a tool cannot be taken over. */
const isPlain = ({ tools, responseFormat, n = 1 }: ChatRequest): boolean =>
  !tools?.length && (responseFormat?.type ?? 'text') === 'text' && n === 1;

/**
 * Goes on with a provider's answer that broke off after it was shown in part, where the owner wants that
 * (`router.finishCut`) and a general model of this device could have answered. What was shown stays.
 * @param text what was shown
 */
export function goOn(
  deps: RouterDeps,
  journey: Journey,
  { decision, call, context }: { decision: Decision; call: Call; context: RequestContext },
  from: Candidate,
  text: string,
  error: NearmostError,
): Rest | undefined {
  if (!deps.settings.router.finishCut || decision.pinned || from.place === 'local') return undefined;
  if (call.task !== 'chat' || !isPlain(call.request) || text === '' || !BROKEN.has(error.code))
    return undefined;
  const records = deps.locals().map(({ record }) => record);
  const able = (candidate: Candidate): boolean =>
    candidate.place === 'local' &&
    records.some(({ id, card }) => `local/${id}` === candidate.model && card.jobs.includes('chat'));
  const candidate = decision.candidates.find(able);
  const record = records.find(({ id }) => `local/${id}` === candidate?.model);
  if (!candidate || !record) return undefined;
  const controller = linkedAbort(context.signal, journey);
  const request: ChatRequest = {
    ...call.request,
    messages: [
      ...call.request.messages,
      { role: 'assistant', content: text },
      { role: 'user', content: PLEASE },
    ],
  };
  async function* parts(): AsyncGenerator<ChatPart> {
    const message = `${from.model} broke off (${error.code}); ${candidate!.model} on this device went on from there`;
    yield { type: 'warning', message };
    yield* localParts({ task: 'chat', request }, record!, record!, deps.pool, controller.signal, journey);
  }
  return { candidate, parts: parts(), began: deps.clock.monotonic(), stop: () => controller.abort() };
}
