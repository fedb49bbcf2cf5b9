import type { Content, Message, ToolCall } from '../../contract/index.ts';
import type { Quirks } from './quirks.ts';

type Wire = Record<string, unknown>;

function content(parts: Content): unknown {
  if (typeof parts === 'string') return parts;
  return parts.map((part): Wire => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    if (part.type === 'audio')
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
    return {
      type: 'image_url',
      image_url: { url: part.url, ...(part.detail === undefined ? {} : { detail: part.detail }) },
    };
  });
}

/** The text of a content, without its other parts. */
const textOf = (parts: Content): string =>
  typeof parts === 'string' ? parts : parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

const toolCall = ({ id, name, arguments: args }: ToolCall, quirks: Quirks): Wire => ({
  id: quirks.callId?.(id) ?? id,
  type: 'function',
  function: { name, arguments: args },
  ...quirks.onToolCalls,
});

/** Messages in the OpenAI dialect. */
export function wireMessages(messages: readonly Message[], quirks: Quirks): Wire[] {
  return messages.map((message): Wire => {
    if (message.role === 'tool')
      return {
        role: 'tool',
        tool_call_id: quirks.callId?.(message.toolCallId) ?? message.toolCallId,
        content: content(message.content),
      };
    const name =
      message.name !== undefined && quirks.messageNames !== false ? { name: message.name } : undefined;
    if (message.role !== 'assistant')
      return { role: message.role, content: content(message.content), ...name };
    const calls = message.toolCalls?.map((call) => toolCall(call, quirks)) ?? [];
    return {
      role: 'assistant',
      content: message.content === null ? null : content(message.content),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...name,
    };
  });
}

/** The messages with an instruction joined to the first system message, or put in front. */
export function withInstruction(messages: readonly Message[], instruction: string): Message[] {
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: instruction }, ...messages];
  return [{ ...first, content: `${textOf(first.content)}\n\n${instruction}` }, ...rest];
}
