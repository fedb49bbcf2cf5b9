import {
  NearmostError,
  type ChatRequest,
  type Content,
  type Message,
  type ResponseFormat,
} from '../../contract/index.ts';
import type { AskedChat } from '../answer-chat.ts';
import { checkDepth } from '../schema-depth.ts';
import { THINKING_BUDGET } from '../thinking-budget.ts';
import { addTools } from '../tools.ts';
import { unknownFields, validate } from '../validate.ts';
import { withAdapter } from './adapter-field.ts';
import { CHAT_FIELDS, chatSchema, type ChatBody, type MessageBody } from './chat-schema.ts';
import { isPlainChat } from './plain-chat.ts';
import { samplingOf } from '../sampling.ts';

type WireContent = Extract<MessageBody, { role: 'user' }>['content'];

function contentOf(content: WireContent): Content {
  if (typeof content === 'string') return content;
  return content.map((part) => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    if (part.type === 'input_audio')
      return { type: 'audio', data: part.input_audio.data, format: part.input_audio.format };
    const { url, detail } = part.image_url;
    return detail == null ? { type: 'image', url } : { type: 'image', url, detail };
  });
}

function assistantOf(message: Extract<MessageBody, { role: 'assistant' }>, at: number): Message {
  const { content, refusal, tool_calls: calls } = message;
  const text =
    content == null || typeof content === 'string'
      ? (content ?? refusal ?? null)
      : content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('');
  if (text === null && !calls?.length)
    throw new NearmostError(
      'invalid_request',
      `The message "messages[${at}]" has neither content nor tool calls.`,
      {
        param: `messages[${at}].content`,
      },
    );
  return {
    role: 'assistant',
    content: text,
    ...(message.name == null ? {} : { name: message.name }),
    ...(calls?.length
      ? {
          toolCalls: calls.map(({ id, function: { name, arguments: args } }) => ({
            id,
            name,
            arguments: args,
          })),
        }
      : {}),
  };
}

function messageOf(message: MessageBody, at: number): Message {
  if (message.role === 'assistant') return assistantOf(message, at);
  if (message.role === 'tool')
    return { role: 'tool', content: contentOf(message.content), toolCallId: message.tool_call_id };
  const role = message.role === 'user' ? 'user' : 'system';
  const content = contentOf(message.content);
  return message.name == null ? { role, content } : { role, content, name: message.name };
}

function formatOf(format: NonNullable<ChatBody['response_format']>): ResponseFormat {
  if (format.type !== 'json_schema') return { type: format.type };
  const { name, schema, strict } = format.json_schema;
  const param = 'response_format.json_schema.schema';
  if (!schema) throw new NearmostError('invalid_request', `The field "${param}" is missing.`, { param });
  return {
    type: 'json_schema',
    schema: checkDepth(schema, param),
    ...(name == null ? {} : { name }),
    ...(strict == null ? {} : { strict }),
  };
}

/** Fields of OpenAI's old function calling, which would be lost without a word. */
function refuseOld(body: Record<string, unknown>): void {
  const old = ['functions', 'function_call'].find((field) => body[field] != null);
  if (old)
    throw new NearmostError('unsupported', `The field "${old}" belongs to the old function calling.`, {
      param: old,
      hint: 'Use tools and tool_choice.',
    });
}

export interface ParsedChat extends AskedChat {
  includeUsage: boolean;
}

/**
 * A chat body as a request of the contract.
 * @throws NearmostError invalid_request, invalid_schema, unsupported: each names the field
 */
export function parseChat(raw: Record<string, unknown>): ParsedChat {
  refuseOld(raw);
  const body: ChatBody = isPlainChat(raw) ? raw : validate(chatSchema, raw);
  const request: ChatRequest = {
    model: withAdapter(body.model, body.adapter),
    messages: body.messages.map(messageOf),
    ...samplingOf(body),
  };
  if (body.max_completion_tokens != null) request.maxTokens = body.max_completion_tokens;
  if (body.top_logprobs != null && body.logprobs !== true)
    throw new NearmostError('invalid_request', 'The field "top_logprobs" needs "logprobs": true.', {
      param: 'top_logprobs',
    });
  if (body.logprobs === true) request.logprobs = body.top_logprobs ?? 0;
  const choice = body.tool_choice;
  addTools(
    request,
    (body.tools ?? []).map(({ function: tool }, at) => ({
      ...tool,
      param: `tools[${at}].function.parameters`,
    })),
    choice == null || typeof choice === 'string' ? (choice ?? undefined) : { name: choice.function.name },
    body.parallel_tool_calls,
  );
  if (body.response_format != null) request.responseFormat = formatOf(body.response_format);
  if (body.reasoning_effort != null) request.thinkingBudget = THINKING_BUDGET[body.reasoning_effort];
  return {
    request,
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
    warnings: unknownFields(raw, CHAT_FIELDS),
  };
}
