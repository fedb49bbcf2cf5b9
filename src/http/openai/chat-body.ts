import type { ChatResult, Choice, Served } from '../../contract/index.ts';
import { wireLogprobs, wireUsage } from './wire.ts';

function wireChoice({ text, reasoning, toolCalls, logprobs, finishReason }: Choice, index: number): object {
  const calls = toolCalls?.length
    ? toolCalls.map(({ id, name, arguments: args }) => ({
        id,
        type: 'function',
        function: { name, arguments: args },
      }))
    : undefined;
  return {
    index,
    message: {
      role: 'assistant',
      content: calls && text === '' ? null : text,
      refusal: null,
      ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
      ...(calls ? { tool_calls: calls } : {}),
    },
    logprobs: logprobs ? wireLogprobs(logprobs) : null,
    finish_reason: finishReason,
  };
}

/** A whole chat answer; `nearmost` is ours and ignored by OpenAI's clients. */
export function chatBody(result: Served<ChatResult>, created: number, warnings: readonly string[]): object {
  return {
    id: `chatcmpl-${result.route.requestId}`,
    object: 'chat.completion',
    created,
    model: result.route.model,
    choices: result.choices.map(wireChoice),
    usage: wireUsage(result.usage),
    system_fingerprint: null,
    nearmost: { ...result.route, warnings },
  };
}
