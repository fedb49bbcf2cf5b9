import type { Content, Message, Tool } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';
import type { Dialect } from './dialect.ts';

/** A message as templates know it. */
export interface TemplateMessage {
  role: string;
  content: string;
  name?: string;
  tool_calls?: { type: 'function'; id: string; function: { name: string; arguments: unknown } }[];
  tool_call_id?: string;
}

/**
 * Text of a message.
 * @throws NearmostError `unsupported` for images and sound
 */
function textOf(content: Content | null): string {
  if (content === null) return '';
  if (typeof content === 'string') return content;
  return content
    .map((part) => {
      if (part.type === 'text') return part.text;
      throw new NearmostError(
        'unsupported',
        `This model reads text only; the message holds ${part.type === 'image' ? 'an image' : 'sound'}.`,
        {
          param: 'messages',
        },
      );
    })
    .join('\n');
}

/** The text of the last user message: what spans are taken from. */
export function lastUserText(messages: readonly Message[]): string {
  const last = messages.findLast(({ role }) => role === 'user');
  return last ? textOf(last.content) : '';
}

/** Describes tools in words, for templates that cannot. */
export function describeTools(tools: readonly Tool[], format: Dialect['format']): string {
  const lines = tools.map(({ name, description, parameters }) =>
    JSON.stringify({
      name,
      ...(description === undefined ? {} : { description }),
      parameters: parameters ?? { type: 'object', properties: {} },
    }),
  );
  const call = '{"name": "<name of the function>", "arguments": {<arguments>}}';
  const how = format === 'hermes' ? `<tool_call>\n${call}\n</tool_call>` : call;
  return `You can call these functions, one JSON object a line:\n${lines.join('\n')}\nTo call one, answer with nothing but:\n${how}`;
}

/** Mistral's template takes ids of nine letters and digits only. */
const idFor = (id: string, format: Dialect['format']): string =>
  format === 'mistral'
    ? id
        .replace(/[^A-Za-z0-9]/g, '')
        .slice(-9)
        .padStart(9, '0')
    : id;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Messages in the shape that the template understands: what it does not know is said in words it knows. */
export function templateMessages(
  messages: readonly Message[],
  dialect: Dialect,
  extra?: string,
): TemplateMessage[] {
  const names = new Map<string, string>();
  const shaped = messages.map((message): TemplateMessage => {
    const content = textOf(message.content);
    if (message.role === 'tool') {
      const name = names.get(message.toolCallId) ?? '';
      if (!dialect.toolRole) return { role: 'user', content: `Result of ${name || 'the call'}: ${content}` };
      return {
        role: 'tool',
        content,
        tool_call_id: idFor(message.toolCallId, dialect.format),
        ...(name === '' ? {} : { name }),
      };
    }
    const base = {
      role: message.role,
      content,
      ...(message.name === undefined ? {} : { name: message.name }),
    };
    if (message.role !== 'assistant' || !message.toolCalls?.length) return base;
    for (const { id, name } of message.toolCalls) names.set(id, name);
    if (!dialect.toolRole) {
      const calls = message.toolCalls.map(({ name, arguments: text }) =>
        JSON.stringify({ name, arguments: parsed(text) }),
      );
      return { ...base, content: [content, ...calls].filter((part) => part !== '').join('\n') };
    }
    return {
      ...base,
      tool_calls: message.toolCalls.map(({ id, name, arguments: text }) => ({
        type: 'function' as const,
        id: idFor(id, dialect.format),
        function: { name, arguments: parsed(text) },
      })),
    };
  });
  return gatherSystem(shaped, dialect, extra);
}

/** One system message in front; into the first user message where the template has no place for it. */
function gatherSystem(
  messages: TemplateMessage[],
  dialect: Dialect,
  extra: string | undefined,
): TemplateMessage[] {
  const system = [
    ...messages.filter(({ role }) => role === 'system').map(({ content }) => content),
    extra ?? '',
  ]
    .filter((text) => text !== '')
    .join('\n\n');
  const rest = messages.filter(({ role }) => role !== 'system');
  if (system === '') return rest;
  if (dialect.system) return [{ role: 'system', content: system }, ...rest];
  const first = rest.findIndex(({ role }) => role === 'user');
  if (first < 0) return [{ role: 'user', content: system }, ...rest];
  return rest.map((message, index) =>
    index === first ? { ...message, content: `${system}\n\n${message.content}` } : message,
  );
}
