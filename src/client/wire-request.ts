import type { ChatRequest, Content, Message, ResponseFormat } from '../contract/chat.ts';

/** How hard a reasoning model thinks; docs/http.md tells it in tokens. */
export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';

/** A conversation to be continued, or the text of its only message. `model` is `auto` unless said. */
export type Ask =
  | string
  | (Omit<ChatRequest, 'model' | 'thinkingBudget'> & { model?: string; effort?: Effort });

const content = (value: Content): unknown =>
  typeof value === 'string'
    ? value
    : value.map((part) => {
        if (part.type === 'text') return part;
        if (part.type === 'audio')
          return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
        return { type: 'image_url', image_url: { url: part.url, detail: part.detail } };
      });

function message(one: Message): object {
  if (one.role === 'tool')
    return { role: 'tool', tool_call_id: one.toolCallId, content: content(one.content) };
  const { role, name } = one;
  if (role !== 'assistant') return { role, name, content: content(one.content) };
  const calls = one.toolCalls?.map(({ id, name: called, arguments: args }) => ({
    id,
    type: 'function',
    function: { name: called, arguments: args },
  }));
  return {
    role,
    name,
    content: one.content === null ? null : content(one.content),
    ...(calls?.length ? { tool_calls: calls } : {}),
  };
}

const format = (wanted: ResponseFormat): object =>
  wanted.type === 'json_schema'
    ? {
        type: 'json_schema',
        json_schema: { name: wanted.name ?? 'answer', schema: wanted.schema, strict: wanted.strict },
      }
    : wanted;

/** What is asked, as the server's chat endpoint reads it; fields that are `undefined` do not reach the wire. */
export function wireRequest(ask: Ask, stream: boolean): object {
  const request: Exclude<Ask, string> =
    typeof ask === 'string' ? { messages: [{ role: 'user', content: ask }] } : ask;
  const { toolChoice: choice, responseFormat, logprobs } = request;
  return {
    model: request.model ?? 'auto',
    messages: request.messages.map(message),
    tools: request.tools?.map((tool) => ({ type: 'function', function: tool })),
    tool_choice: typeof choice === 'object' ? { type: 'function', function: choice } : choice,
    parallel_tool_calls: request.parallelToolCalls,
    response_format: responseFormat && format(responseFormat),
    reasoning_effort: request.effort,
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    top_k: request.topK,
    min_p: request.minP,
    seed: request.seed,
    stop: request.stop,
    frequency_penalty: request.frequencyPenalty,
    presence_penalty: request.presencePenalty,
    n: request.n,
    ...(logprobs === undefined ? {} : { logprobs: true, top_logprobs: logprobs }),
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}
