import type {
  LanguageModelV4FinishReason,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
  SharedV4Warning,
} from '@ai-sdk/provider';
import type { FinishReason, Usage } from '../../contract/chat.ts';
import type { RouteInfo } from '../../contract/route.ts';

const FINISH = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  content_filter: 'content-filter',
} as const;

export const finishOf = (reason: FinishReason): LanguageModelV4FinishReason => ({
  unified: FINISH[reason],
  raw: reason,
});

export function usageOf({
  inputTokens,
  outputTokens,
  cachedInputTokens = 0,
  reasoningTokens = 0,
}: Usage): LanguageModelV4Usage {
  return {
    inputTokens: {
      total: inputTokens,
      noCache: inputTokens - cachedInputTokens,
      cacheRead: cachedInputTokens,
      cacheWrite: undefined,
    },
    outputTokens: { total: outputTokens, text: outputTokens - reasoningTokens, reasoning: reasoningTokens },
  };
}

export const warningsOf = (warnings: readonly string[]): SharedV4Warning[] =>
  warnings.map((message) => ({ type: 'other', message }));

/** Where it was answered, for `result.providerMetadata.nearmost`. */
export const metadataOf = (
  { requestId, place, model, reason, confidence, threshold, costUsd, label }: RouteInfo,
  warnings: readonly string[],
): SharedV4ProviderMetadata => ({
  nearmost: {
    requestId,
    place,
    model,
    reason,
    confidence,
    threshold,
    costUsd,
    label,
    warnings: [...warnings],
  },
});
