import type { NativeContext, NativeSampler, SamplerConfig } from './native.ts';
import { isPlainGreedy } from './sampling.ts';

/** A chosen token and what the model itself thought of it. */
export interface Chosen {
  token: number;
  /** Natural logarithm of its probability before grammar, temperature, penalties and cuts. */
  logprob: number;
  /** The likeliest tokens, best first, by the same measure; as many as asked for. */
  top: [token: number, logprob: number][];
}

type Ask = Pick<NativeContext, 'sampleToken'>;

/** Tokens and logits from the flat list that the binding gives. */
function pairsOf(flat: readonly number[] = []): Map<number, number> {
  const logits = new Map<number, number>();
  for (let at = 1; at < flat.length; at += 2) logits.set(flat[at - 1] ?? -1, flat[at] ?? 0);
  return logits;
}

/** A logarithm that JSON can hold. */
const finite = (value: number): number => (Number.isFinite(value) ? Math.min(0, value) : LEAST);
const LEAST = -100;

function needToken(token: number): number {
  if (token < 0) throw new Error('No token fits: the grammar or the sampling settings leave none.');
  return token;
}

/**
 * Chooses the next token and reads its raw log-probability.
 *
 * `confidence` of node-llama-cpp is measured after top-k, top-p, temperature and grammar, and asking for it sorts the
 * vocabulary and applies the grammar to all of it. So the raw value comes from a plain greedy sampler over the untouched
 * logits: logit of the token - largest logit - ln(sum of exp(logit - largest)). `raw` is that sampler. The sum is made
 * natively in one pass; nothing is sorted unless alternatives are asked for.
 */
export async function chooseToken(
  context: Ask,
  logit: number,
  sampler: NativeSampler,
  config: SamplerConfig,
  raw: NativeSampler,
  top: number,
): Promise<Chosen> {
  if (top > 0 || config.grammarEvaluationState)
    return chooseWithList(context, logit, sampler, config, raw, top);
  const total = (): Promise<[number, undefined, undefined, number[] | undefined, number | undefined]> =>
    context.sampleToken(logit, raw, false, false, false, true);
  if (isPlainGreedy(config)) {
    const [token, , , , weight = 1] = await total();
    return { token: needToken(token), logprob: finite(-Math.log(weight)), top: [] };
  }
  if (config.repeatPenaltyTokens) return chooseWithList(context, logit, sampler, config, raw, top);
  // Top-k comes first in the chain, so what is left is small and its first is the largest of all; only divided by the temperature.
  const [token, , , flat] = await context.sampleToken(
    logit,
    sampler,
    false,
    false,
    [[], false, false, true, 1],
    false,
  );
  const logits = pairsOf(flat);
  const chosen = logits.get(needToken(token)) ?? Number.NEGATIVE_INFINITY;
  const below = (chosen - Math.max(...logits.values())) * config.temperature;
  const [, , , , weight = 1] = await total();
  return { token, logprob: finite(below - Math.log(weight)), top: [] };
}

/** The general way: the choice first, then its raw logit among the likeliest ones. */
async function chooseWithList(
  context: Ask,
  logit: number,
  sampler: NativeSampler,
  config: SamplerConfig,
  raw: NativeSampler,
  top: number,
): Promise<Chosen> {
  const token = isPlainGreedy(config) ? undefined : needToken(await context.sampleToken(logit, sampler));
  const wanted = token === undefined ? [] : [token];
  const [best, , , flat, weight = 1] = await context.sampleToken(
    logit,
    raw,
    false,
    false,
    [wanted, false, false, true, top],
    true,
  );
  const logits = pairsOf(flat);
  const norm = (logits.get(best) ?? 0) + Math.log(weight);
  const chosen = token ?? needToken(best);
  const likeliest = top === 0 ? [] : [...logits].toSorted((a, b) => b[1] - a[1]).slice(0, top);
  return {
    token: chosen,
    logprob: finite((logits.get(chosen) ?? Number.NEGATIVE_INFINITY) - norm),
    top: likeliest.map(([id, value]) => [id, finite(value - norm)]),
  };
}

/** Reads the log-probability of a token that is to come whatever the model would choose. */
export async function scoreToken(
  context: Ask,
  logit: number,
  raw: NativeSampler,
  token: number,
): Promise<Chosen> {
  const [best, , , flat, weight = 1] = await context.sampleToken(
    logit,
    raw,
    false,
    false,
    [[token], false, false, true, 0],
    true,
  );
  const logits = pairsOf(flat);
  const norm = (logits.get(best) ?? 0) + Math.log(weight);
  return { token, logprob: finite((logits.get(token) ?? Number.NEGATIVE_INFINITY) - norm), top: [] };
}
