import type { ChatPart, FinishReason, NearmostError, RouteInfo, Usage } from '../../contract/index.ts';
import type { Answered } from '../calls/begin-call.ts';
import { letGo } from '../calls/open.ts';
import { overcounted, usageBelieved } from '../calls/token-bounds.ts';
import type { Confidence } from '../confidence.ts';
import type { RouterDeps } from '../deps.ts';
import { storable } from '../explain.ts';
import { routeOf, timesOf, type Journey } from '../journey.ts';
import type { Chosen } from './find-answer.ts';
import type { Rest } from './go-on.ts';
import { readHere } from './read-here.ts';
import { settle } from './settle.ts';

/** What was seen of an answer while it was read. */
export interface Seen {
  usage?: Usage;
  finishReason?: FinishReason;
  /** It holds more than one text: tool calls, several choices, the words of two models. */
  other: boolean;
  /** The error of the place that began, and who went on. */
  broken?: NearmostError;
  rest?: Rest;
}

/** Notes what the end of an answer will need of this part. */
export function see(seen: Seen, part: ChatPart): void {
  if (part.type === 'usage') seen.usage = part.usage;
  else if (part.type === 'finish') seen.finishReason = part.reason;
  else if (part.type === 'tool-call' || (part.type === 'text' && part.choice > 0)) seen.other = true;
}

/** What to tell of a provider's counts that cannot be right; undefined: nothing. */
export function doubtOf({ opened: { call, candidate } }: Chosen, { usage, rest }: Seen): string | undefined {
  const why = call && usage && !rest ? overcounted(call, usage) : undefined;
  return why && `${candidate.model} ${why}; what it bills may be wrong.`;
}

function confidenceOf(deps: RouterDeps, { task }: Journey, { opened, held }: Chosen): Confidence | undefined {
  const { record } = opened;
  if (opened.confidence) return opened.confidence;
  return record && held.score.tokens > 0 ? readHere(deps, task, opened, record, held) : undefined;
}

/** The route of a chosen answer, as far as it is known. */
export function routeSoFar(deps: RouterDeps, journey: Journey, chosen: Chosen): RouteInfo {
  const { candidate } = chosen.opened;
  const costUsd = candidate.place === 'local' ? 0 : null;
  return routeOf(journey, candidate, chosen.reason, confidenceOf(deps, journey, chosen), costUsd);
}

/** How long the answer was. Thinking that was not sent has no part in what was seen to be written. */
function lengthOf({ text, thought }: Chosen['held'], { usage, other }: Seen): Answered {
  const tokens = usage?.outputTokens ?? 0;
  if (other) return { tokens, shownTokens: 0, chars: 0 };
  const hidden = thought > 0 ? 0 : (usage?.reasoningTokens ?? 0);
  return { tokens, shownTokens: tokens - hidden, chars: text.length + thought };
}

/** Tells the breaker, the market and the record of the try how the answer went. */
function noteOutcome(
  deps: RouterDeps,
  journey: Journey,
  chosen: Chosen,
  seen: Seen,
  own: NearmostError | null,
): void {
  const { opened, held } = chosen;
  const { candidate, call, ticket } = opened;
  const whole = seen.finishReason === 'stop' && !seen.other;
  if (own === null)
    ticket?.answered(
      lengthOf(held, seen),
      call && whole ? { request: call.request, text: held.text } : undefined,
    );
  else if (own.code === 'cancelled') ticket?.dropped();
  else ticket?.failed(own);
  const last = journey.attempts.findLast(({ model }) => model === candidate.model);
  if (!last) return;
  const read = confidenceOf(deps, journey, chosen);
  last.confidence = read?.value ?? null;
  if (read?.raw !== undefined) last.rawConfidence = read.raw;
  last.outcome = own === null ? 'answered' : own.code === 'cancelled' ? 'cancelled' : 'failed';
  if (own) Object.assign(last, { error: own.code, detail: storable(own) });
}

/**
 * Ends an answer that was read, failed or was left: who gave it is let go, the row is stored, learning hears of it.
 * @param error what it ended with; null: it is whole
 * @param tell hears the final route, also when the row cannot be stored
 */
export async function endAnswer(
  deps: RouterDeps,
  journey: Journey,
  chosen: Chosen,
  seen: Seen,
  error: NearmostError | null,
  tell: (route: RouteInfo) => void = () => undefined,
): Promise<RouteInfo> {
  const { opened, held } = chosen;
  const { call, candidate } = opened;
  const { usage, finishReason, broken, rest } = seen;
  letGo(opened, held);
  noteOutcome(deps, journey, chosen, seen, broken ?? error);
  let { reason } = chosen;
  if (rest && broken && error === null) {
    const times = timesOf(journey, deps.clock, rest.began);
    const detail = `went on where ${candidate.model} broke off`;
    journey.attempts.push({ ...rest.candidate, outcome: 'answered', detail, confidence: null, ...times });
    reason = `${candidate.model} broke off (${broken.code}); ${rest.candidate.model} went on from there`;
  }
  let final = routeSoFar(deps, journey, { ...chosen, reason });
  const used = call && held.content ? usageBelieved(call, usage, held.text) : usage;
  try {
    final = await settle(deps, journey, final, used, error);
    const { place, model, costUsd } = final;
    if (error === null && finishReason)
      journey.turn?.settled({ place, model, text: held.text, finishReason, other: seen.other, costUsd });
    return final;
  } finally {
    tell(final);
  }
}
