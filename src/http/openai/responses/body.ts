import type { FinishReason, NearmostError, RouteInfo, Usage } from '../../../contract/index.ts';
import { isCut } from './items.ts';
import type { ResponsesBody } from './schema.ts';

/** How far a response is. */
export type Progress =
  | { status: 'in_progress' }
  | { status: 'done'; finish: FinishReason; usage: Usage | undefined; warnings: readonly string[] }
  | { status: 'failed'; error: NearmostError };

/** Token counts as the Responses API writes them. */
const wireUsage = ({ inputTokens, outputTokens, cachedInputTokens, reasoningTokens }: Usage): object => ({
  input_tokens: inputTokens,
  input_tokens_details: { cached_tokens: cachedInputTokens ?? 0, cache_write_tokens: 0 },
  output_tokens: outputTokens,
  output_tokens_details: { reasoning_tokens: reasoningTokens ?? 0 },
  total_tokens: inputTokens + outputTokens,
});

/** OpenAI has few words for what goes wrong on the way. */
const failureOf = (error: NearmostError): object => ({
  code: error.status === 429 ? 'rate_limit_exceeded' : 'server_error',
  message: `${error.message} ${error.hint}`,
});

function outcome(progress: Progress): object {
  const none = { error: null, incomplete_details: null, usage: null };
  if (progress.status === 'in_progress') return { ...none, status: 'in_progress' };
  if (progress.status === 'failed') return { ...none, status: 'failed', error: failureOf(progress.error) };
  const usage = progress.usage ? wireUsage(progress.usage) : null;
  if (!isCut(progress.finish)) return { ...none, status: 'completed', usage };
  const reason = progress.finish === 'length' ? 'max_output_tokens' : 'content_filter';
  return { ...none, status: 'incomplete', incomplete_details: { reason }, usage };
}

/**
 * A response, whole or on its way; `nearmost` is ours and ignored by OpenAI's clients.
 * @param created seconds since 1970
 */
export function responseBody(
  asked: ResponsesBody,
  { route, created, output }: { route: RouteInfo; created: number; output: readonly object[] },
  progress: Progress,
): object {
  return {
    id: `resp_${route.requestId}`,
    object: 'response',
    created_at: created,
    ...outcome(progress),
    model: route.model,
    output,
    instructions: asked.instructions ?? null,
    max_output_tokens: asked.max_output_tokens ?? null,
    metadata: asked.metadata ?? {},
    parallel_tool_calls: asked.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: { effort: asked.reasoning?.effort ?? null, summary: null },
    store: false,
    temperature: asked.temperature ?? null,
    text: { format: asked.text?.format ?? { type: 'text' } },
    tool_choice: asked.tool_choice ?? 'auto',
    tools: asked.tools ?? [],
    top_logprobs: asked.top_logprobs ?? 0,
    top_p: asked.top_p ?? null,
    truncation: 'disabled',
    ...(progress.status === 'done' ? { nearmost: { ...route, warnings: progress.warnings } } : {}),
  };
}
