import {
  NearmostError,
  type Candidate,
  type ChatPart,
  type EmbedRequest,
  type Usage,
} from '../../contract/index.ts';
import type { Reservation } from '../../ledger/budget.ts';
import type { RouterDeps } from '../deps.ts';
import type { Journey } from '../journey.ts';
import { providerOf, type Call } from './open.ts';
import { usageAtMost } from './token-bounds.ts';

type Deps = Pick<RouterDeps, 'budget' | 'price' | 'settings'>;
type Whose = Pick<Journey, 'app' | 'at'>;

/** A call as it may be sent, and what was set aside for it. */
export interface Reserved {
  call: Call;
  reservation?: Reservation;
}

/** An answer without a stated limit may be cut to these shares of the usual limit to stay under a cap. */
const SHARES = [1, 1 / 4, 1 / 16];

async function reserve(
  deps: Deps,
  { app, at }: Whose,
  candidate: Candidate,
  usage: Usage,
): Promise<Reservation> {
  const usd = await deps.price(candidate.model, usage);
  const tokens = usage.inputTokens + usage.outputTokens;
  return deps.budget.reserve({ app, provider: providerOf(candidate), usd, tokens, at });
}

/**
 * Sets aside what a call may cost at worst, when a cap holds for it. A cap is only hard when the answer has an end: a
 * request without a limit gets one.
 * @throws NearmostError `budget_exceeded`
 */
export function reserveCall(
  deps: Deps,
  whose: Whose,
  candidate: Candidate,
  call: Call,
): Reserved | Promise<Reserved> {
  return deps.budget.applies(whose.app, providerOf(candidate))
    ? reserveUnderCap(deps, whose, candidate, call)
    : { call };
}

async function reserveUnderCap(
  deps: Deps,
  whose: Whose,
  candidate: Candidate,
  call: Call,
): Promise<Reserved> {
  const { maxTokens } = call.request;
  const { answerTokens } = deps.settings.budget;
  const limits =
    maxTokens === undefined ? SHARES.map((share) => Math.ceil(answerTokens * share)) : [maxTokens];
  let refusal: unknown;
  for (const limit of limits) {
    const limited = { ...call, request: { ...call.request, maxTokens: limit } } as Call;
    try {
      const reservation = await reserve(deps, whose, candidate, usageAtMost(limited, limit));
      return { call: limited, reservation };
    } catch (error) {
      if (!NearmostError.isInstance(error) || error.code !== 'budget_exceeded') throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

/** Says so when an answer was cut at a limit that a cap set, not the caller. */
export async function* withLimitWarning(
  parts: AsyncIterable<ChatPart>,
  asked: Call,
  sent: Call,
): AsyncGenerator<ChatPart> {
  for await (const part of parts) {
    if (part.type === 'finish' && part.reason === 'length' && asked.request.maxTokens === undefined)
      yield {
        type: 'warning',
        message: `Cut at ${sent.request.maxTokens} tokens, because a cap holds and the request states no limit: nearmost config set budget.answerTokens <tokens>`,
      };
    yield part;
  }
}

/** The same for texts to be embedded. @throws NearmostError `budget_exceeded` */
export async function reserveEmbedding(
  deps: Deps,
  whose: Whose,
  candidate: Candidate,
  { input }: EmbedRequest,
): Promise<Reservation | undefined> {
  if (!deps.budget.applies(whose.app, providerOf(candidate))) return undefined;
  const inputTokens = input.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
  return reserve(deps, whose, candidate, { inputTokens, outputTokens: 0 });
}
