import type { ChatPart, Usage } from '../../contract/index.ts';

/** No answer is as long: a count beyond it is a mistake of the provider, and would be billed as millions. */
const MOST_TOKENS = 1e8;

/**
 * Token counts made strict: parts never exceed their whole. Without counts the parts say so, because a zero would
 * read as "free".
 */
export function usageParts(usage: Usage | undefined): ChatPart[] {
  if (usage === undefined || usage.inputTokens > MOST_TOKENS || usage.outputTokens > MOST_TOKENS)
    return [
      {
        type: 'warning',
        message:
          'The provider reported no believable token counts; they read as 0 here, and the ledger holds a guess.',
      },
      { type: 'usage', usage: { inputTokens: 0, outputTokens: 0 } },
    ];
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = usage;
  return [
    {
      type: 'usage',
      usage: {
        inputTokens,
        outputTokens,
        ...(cachedInputTokens ? { cachedInputTokens: Math.min(cachedInputTokens, inputTokens) } : {}),
        ...(reasoningTokens ? { reasoningTokens: Math.min(reasoningTokens, outputTokens) } : {}),
      },
    },
  ];
}
