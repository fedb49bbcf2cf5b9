import type { ChatRequest, Message, ResponseFormat, Tool, ToolChoice } from '../contract/index.ts';

/** What the requests of one skill have in common. */
export interface Template {
  /** All messages before the last user message: system prompt, worked examples. */
  readonly messages: readonly Message[];
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  readonly responseFormat?: ResponseFormat;
  /** What the last user message always begins with. */
  readonly prefix: string;
  /** What it always ends with. */
  readonly suffix: string;
}

/** The text of a message that holds nothing but text; undefined: it holds more. */
export function textOf({ content }: Pick<Message, 'content'>): string | undefined {
  if (typeof content === 'string') return content;
  if (content === null || content.some(({ type }) => type !== 'text')) return undefined;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** The system prompt of a template; '' where there is none. */
export function systemOf({ messages }: Pick<Template, 'messages'>): string {
  return messages
    .filter(({ role }) => role === 'system')
    .map((message) => textOf(message) ?? '')
    .join('\n\n');
}

/** The request that a skill's app would send for an input. */
export function requestOf(template: Template, input: string, model: string): ChatRequest {
  const { messages, tools, toolChoice, responseFormat, prefix, suffix } = template;
  return {
    model,
    messages: [...messages, { role: 'user', content: `${prefix}${input}${suffix}` }],
    ...(tools === undefined ? {} : { tools: [...tools] }),
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(responseFormat === undefined ? {} : { responseFormat }),
  };
}
