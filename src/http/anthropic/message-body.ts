import type { ChatResult, Served, ToolCall } from '../../contract/index.ts';
import { argumentsOf } from '../arguments-of.ts';
import { STOP_REASON, wireMessage, wireUsage } from './wire.ts';

const toolUse = ({ id, name, arguments: json }: ToolCall): object => ({
  type: 'tool_use',
  id,
  name,
  input: argumentsOf(json),
  caller: { type: 'direct' },
});

/** A whole answer; `nearmost` is ours and ignored by Anthropic's clients. */
export function messageBody(result: Served<ChatResult>, warnings: readonly string[]): object {
  const { choices, usage, route } = result;
  const [choice] = choices;
  const { text = '', reasoning, toolCalls = [], finishReason = 'stop' } = choice ?? {};
  return {
    ...wireMessage(route.requestId, route.model),
    content: [
      ...(reasoning ? [{ type: 'thinking', thinking: reasoning, signature: '' }] : []),
      ...(text === '' ? [] : [{ type: 'text', text, citations: null }]),
      ...toolCalls.map(toolUse),
    ],
    stop_reason: STOP_REASON[finishReason],
    usage: wireUsage(usage),
    nearmost: { ...route, warnings },
  };
}
