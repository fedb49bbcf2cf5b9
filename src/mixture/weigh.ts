import type { ChatRequest, LoadedModel, Usage } from '../contract/index.ts';
import type { RouterDeps } from '../router/deps.ts';
import { shaped } from '../router/calls/open.ts';
import type { Journey } from '../router/journey.ts';
import type { Heard } from './hear.ts';
import { likeliest } from './likeliest.ts';
import type { Proposal } from './proposal.ts';
import { survives } from './propose.ts';
import { sameJson } from './same-json.ts';

/** What the members think of each other's answers. */
export interface Weighed {
  /** Gave the answer that is likeliest to all of them together. */
  readonly best: Proposal;
  /** How many weighed the answers. */
  readonly judges: number;
  readonly usage: Usage;
}

/** Each of one kind: of those that say or are the same, the first. */
function distinct(proposals: readonly Proposal[], of: (one: Proposal) => string): Proposal[] {
  return [...new Map(proposals.toReversed().map((one) => [of(one), one])).values()].toReversed();
}

interface Opinion {
  readonly logprobs: readonly number[];
  readonly inputTokens: number;
}

/** Log-likelihoods of answers to a request, and the tokens that were read for them. Undefined: the model cannot tell. */
async function read(
  model: LoadedModel,
  request: ChatRequest,
  answers: readonly string[],
  options: { signal: AbortSignal; adapter?: { path: string } },
): Promise<Opinion | undefined> {
  if (model.weigh) return model.weigh(request, answers);
  if (!model.score) return undefined;
  const texts = await model.encodeAll(
    answers.map((answer) => ({ request, answer })),
    options,
  );
  const scores = await model.score(texts, options);
  return {
    logprobs: scores.map(({ logprob }) => logprob),
    inputTokens: texts.reduce((sum, { tokens }) => sum + tokens.length, 0),
  };
}

/** What one member thinks of all answers; of its own it has said so. Undefined: it cannot tell. */
async function opinionOf(
  { pool }: Pick<RouterDeps, 'pool'>,
  { app, requestId }: Pick<Journey, 'app' | 'requestId'>,
  judge: Proposal,
  answers: readonly Proposal[],
  asked: ChatRequest,
  signal: AbortSignal,
): Promise<Opinion | undefined> {
  const { record, base } = judge.member;
  const own = sameJson(judge.value);
  const others = answers.filter(({ value }) => sameJson(value) !== own);
  const request = shaped({ task: 'chat', request: asked }, record).request as ChatRequest;
  const adapter = record.adapter ? { adapter: { path: record.path } } : {};
  const lease = await pool.lease(base, signal, { app, requestId });
  try {
    const texts = others.map(({ text }) => text);
    const found = await read(lease.model, request, texts, { signal, ...adapter });
    if (found === undefined) return undefined;
    const { inputTokens } = found;
    const logprobs = answers.map((answer) => {
      const at = others.indexOf(answer);
      return at < 0 ? judge.logprob : (found.logprobs[at] ?? -Infinity);
    });
    return { logprobs, inputTokens };
  } finally {
    lease.release();
  }
}

/**
 * Lets members of several kinds weigh each other's answers, where these differ: each knows what the other does not, and a model
 * tells a right answer from a wrong one better than it finds it. Only where a variant of another kind is among them; else, and
 * where no two of them can tell, undefined: then a vote decides.
 */
export async function weigh(
  deps: Pick<RouterDeps, 'pool'>,
  journey: Pick<Journey, 'app' | 'requestId'>,
  { proposals, settled }: Pick<Heard, 'proposals' | 'settled'>,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<Weighed | undefined> {
  const readable = proposals.filter(({ value, finish }) => value !== undefined && finish === 'stop');
  if (settled || readable.every(({ member }) => member.record.variantOf === undefined)) return undefined;
  const answers = distinct(readable, ({ value }) => sameJson(value));
  if (answers.length < 2) return undefined;
  const judges = distinct(readable, ({ member }) => member.base.id);
  const told = await Promise.allSettled(
    judges.map((judge) => opinionOf(deps, journey, judge, answers, request, signal)),
  );
  const opinions = told.flatMap((one) => {
    if (one.status === 'fulfilled') return one.value ?? [];
    survives(one.reason);
    return [];
  });
  const best = answers[likeliest(opinions.map(({ logprobs }) => logprobs))];
  if (opinions.length < 2 || best === undefined) return undefined;
  const inputTokens = opinions.reduce((sum, opinion) => sum + opinion.inputTokens, 0);
  return { best, judges: opinions.length, usage: { inputTokens, outputTokens: 0 } };
}
