import type { EncodedText, LoadedModel } from '../../contract/index.ts';

const MOST_TEXTS = 32;

/**
 * How likely an adapter finds the answers it has learned: the median of their log-probabilities, end token aside. Some
 * bases give the marks of a format little, however well they know what belongs between them; measured against this, a
 * good answer has the same confidence on every base. 0 where the engine cannot score texts.
 */
export async function adapterLevel(
  model: LoadedModel,
  path: string,
  texts: readonly EncodedText[],
  signal?: AbortSignal,
): Promise<number> {
  const newest = texts
    .slice(-MOST_TEXTS)
    .map(({ tokens, from }) => ({ tokens: tokens.slice(0, -1), from }))
    .filter(({ tokens, from }) => tokens.length > from);
  const scores = (await model.score?.(newest, { ...(signal ? { signal } : {}), adapter: { path } })) ?? [];
  const sorted = scores.map(({ logprob }) => logprob).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
