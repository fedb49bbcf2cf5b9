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

/**
 * Chooses the next token and reads its raw log-probability.
 *
 * `confidence` of node-llama-cpp is measured after top-k, top-p, temperature and grammar, and asking for it applies the
 * grammar to the whole vocabulary. So the raw value comes from a second, plain greedy sampler over the untouched logits:
 * logit of the token - largest logit - ln(sum of exp(logit - largest)). Both sums are made natively; without `top` nothing
 * is sorted. A greedy choice without grammar needs one pass only.
 */
export async function chooseToken(
  context: NativeContext,
  logit: number,
  sampler: NativeSampler,
  config: SamplerConfig,
  raw: NativeSampler,
  top: number,
): Promise<Chosen> {
  const plain = isPlainGreedy(config);
  const token = plain ? undefined : await context.sampleToken(logit, sampler);
  if (token === -1) throw new Error('No token fits: the grammar or the sampling settings leave none.');
  const wanted = token === undefined ? [] : [token];
  const [best, , , pairs = [], weight = 1] = await context.sampleToken(
    logit,
    raw,
    false,
    false,
    [wanted, false, false, true, top],
    true,
  );
  const logits = new Map<number, number>();
  for (let at = 1; at < pairs.length; at += 2) logits.set(pairs[at - 1] ?? -1, pairs[at] ?? 0);
  const largest = logits.get(best) ?? 0;
  const norm = largest + Math.log(weight);
  const chosen = token ?? best;
  const value = (logits.get(chosen) ?? Number.NEGATIVE_INFINITY) - norm;
  return {
    token: chosen,
    logprob: Number.isFinite(value) ? Math.min(0, value) : -100,
    top:
      top === 0
        ? []
        : [...logits]
            .toSorted((a, b) => b[1] - a[1])
            .slice(0, top)
            .map(([id, size]) => [id, Math.min(0, size - norm)]),
  };
}
