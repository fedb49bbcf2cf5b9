import type { ChatPart, Usage } from '../../contract/index.ts';

/**
 * Token counts made strict: parts never exceed their whole. Without counts the parts say so, because a zero would
 * read as "free".
 */
export function usageParts(usage: Usage | undefined): ChatPart[] {
  if (usage === undefined)
    return [
      {
        type: 'warning',
        message: 'The provider reported no token counts; cost and tokens of this answer read as 0.',
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
