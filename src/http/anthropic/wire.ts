import type { FinishReason, Usage } from '../../contract/index.ts';

/** Why an answer ended. Whether a stop sequence ended it is not known here, so that is `end_turn` too. */
export const STOP_REASON: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

/** Token counts as Anthropic writes them: `input_tokens` are those that were computed anew. */
export function wireUsage(usage: Usage): object {
  const { inputTokens, outputTokens, cachedInputTokens = 0, reasoningTokens } = usage;
  return {
    input_tokens: inputTokens - cachedInputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    output_tokens_details: reasoningTokens === undefined ? null : { thinking_tokens: reasoningTokens },
    server_tool_use: null,
  };
}

/** A message without its content. */
export function wireMessage(requestId: string, model: string): object {
  return {
    id: `msg_${requestId.replace(/^req_/, '')}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    container: null,
    diagnostics: null,
    stop_details: null,
    stop_reason: null,
    stop_sequence: null,
  };
}
