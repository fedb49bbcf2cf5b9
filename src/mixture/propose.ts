import { NearmostError, type ChatRequest, type Usage } from '../contract/index.ts';
import { readConfidence } from '../router/confidence.ts';
import type { RouterDeps } from '../router/deps.ts';
import { movesOn } from '../router/calls/failover.ts';
import { holdUntil, startHold } from '../router/answer/hold.ts';
import type { Journey } from '../router/journey.ts';
import { localParts } from '../router/calls/open.ts';
import type { Member, Proposal } from './proposal.ts';

const NOTHING: Usage = { inputTokens: 0, outputTokens: 0 };

/** Whether an answer has a shape that can be voted on. */
const isStructured = ({ responseFormat }: ChatRequest, { record: { card } }: Member): boolean =>
  (responseFormat ?? card.responseFormat ?? { type: 'text' }).type !== 'text';

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Asks one member and reads its whole answer. */
export async function propose(
  { clock, pool }: Pick<RouterDeps, 'clock' | 'pool'>,
  journey: Journey,
  member: Member,
  asked: ChatRequest,
  signal: AbortSignal,
): Promise<Proposal> {
  const began = clock.monotonic();
  const { record, base, sample } = member;
  const request = { ...asked, ...sample };
  const held = startHold(localParts({ task: 'chat', request }, record, base, pool, signal, journey));
  await holdUntil(held, Number.POSITIVE_INFINITY);
  const { score, text, buffer } = held;
  const finish = buffer.findLast((part) => part.type === 'finish');
  const usage = buffer.findLast((part) => part.type === 'usage')?.usage ?? NOTHING;
  const { value, calibrated, declined } = readConfidence(score, text, record.card);
  // a variant may know only part of the job of its base: that it finds nothing is no word against the others
  const abstains = declined && record.variantOf !== undefined;
  return {
    member,
    text,
    value: isStructured(asked, member) && !abstains ? readJson(text) : undefined,
    // of a member that declines: that this is right
    confidence: abstains ? 0 : declined ? 1 - value : value,
    calibrated,
    declined,
    logprob: score.logprob,
    fluency: score.tokens === 0 ? -Infinity : score.logprob / score.tokens,
    finish: finish?.reason ?? 'stop',
    usage,
    durationMs: clock.monotonic() - began,
  };
}

/** One more than one: what all proposals took together. */
export function sumUsage(usages: readonly Usage[]): Usage {
  const sum = (of: (usage: Usage) => number | undefined): number =>
    usages.reduce((all, usage) => all + (of(usage) ?? 0), 0);
  const cached = sum(({ cachedInputTokens }) => cachedInputTokens);
  const thought = sum(({ reasoningTokens }) => reasoningTokens);
  return {
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    ...(cached > 0 ? { cachedInputTokens: cached } : {}),
    ...(thought > 0 ? { reasoningTokens: thought } : {}),
  };
}

/** A failure of one member is not that of the mixture, unless the caller left or no other could do better. */
export function survives(thrown: unknown): NearmostError {
  const error = NearmostError.from(thrown);
  if (error.code === 'cancelled' || !movesOn(error)) throw error;
  return error;
}
