import type { ChatPart, Usage } from '../../contract/index.ts';

const add = (sum: Usage, more: Usage): Usage => ({
  inputTokens: sum.inputTokens + more.inputTokens,
  outputTokens: sum.outputTokens + more.outputTokens,
  cachedInputTokens: (sum.cachedInputTokens ?? 0) + (more.cachedInputTokens ?? 0),
  reasoningTokens: (sum.reasoningTokens ?? 0) + (more.reasoningTokens ?? 0),
});

/** Usage of several answers together. */
export const sumUsage = (all: readonly Usage[]): Usage =>
  all.reduce(add, { inputTokens: 0, outputTokens: 0 });

function shift(part: ChatPart, by: number): ChatPart {
  return part.type === 'usage' || part.type === 'warning' || by === 0
    ? part
    : { ...part, choice: part.choice + by };
}

/**
 * Several answers as one, as they come: the choices of answer i count from i * `choices`, and one `usage` part ends it.
 * When one answer fails or the reader breaks off, the others are broken off too.
 */
export async function* mergeStreams(
  sources: readonly AsyncIterable<ChatPart>[],
  choices: number,
): AsyncGenerator<ChatPart> {
  const readers = sources.map((source) => source[Symbol.asyncIterator]());
  const next = async (at: number): Promise<{ at: number; result: IteratorResult<ChatPart> }> => ({
    at,
    result: await (readers[at] as AsyncIterator<ChatPart>).next(),
  });
  const waiting = new Map(readers.map((_, at) => [at, next(at)]));
  const usages: Usage[] = [];
  try {
    while (waiting.size > 0) {
      const { at, result } = await Promise.race(waiting.values());
      if (result.done === true) {
        waiting.delete(at);
        continue;
      }
      waiting.set(at, next(at));
      if (result.value.type === 'usage') usages.push(result.value.usage);
      else yield shift(result.value, at * choices);
    }
    yield { type: 'usage', usage: sumUsage(usages) };
  } finally {
    for (const [at, pending] of waiting) {
      void pending.catch(() => undefined);
      void readers[at]?.return?.()?.catch(() => undefined);
    }
  }
}
