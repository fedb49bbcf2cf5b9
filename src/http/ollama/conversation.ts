import type { Content, Message, ToolCall } from '../../contract/index.ts';
import type { MessageBody } from './schema.ts';

/** How the base64 of each kind of image begins. */
const KINDS: readonly [string, string][] = [
  ['/9j/', 'jpeg'],
  ['R0lGOD', 'gif'],
  ['UklGR', 'webp'],
];

/** Text with the images that Ollama sends beside it, whose kind it does not name. */
export function withImages(text: string, images: readonly string[] | null | undefined): Content {
  if (!images?.length) return text;
  return [
    { type: 'text', text },
    ...images.map((data) => {
      const kind = KINDS.find(([beginning]) => data.startsWith(beginning))?.[1] ?? 'png';
      return {
        type: 'image',
        url: data.startsWith('data:') ? data : `data:image/${kind};base64,${data}`,
      } as const;
    }),
  ];
}

/**
 * Ollama's messages as those of the contract. Its calls may come without ids: they are numbered, and a result belongs to
 * the first open call of its name, else to the first open one.
 */
export function conversation(messages: readonly MessageBody[]): Message[] {
  let open: ToolCall[] = [];
  let count = 0;
  return messages.map((message): Message => {
    if (message.role === 'system') return { role: 'system', content: message.content };
    if (message.role === 'user')
      return { role: 'user', content: withImages(message.content ?? '', message.images) };
    if (message.role === 'assistant') {
      const toolCalls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: args } }) => ({
        id: id || `call_${count++}`,
        name,
        arguments: typeof args === 'string' ? args : JSON.stringify(args ?? {}),
      }));
      open = [...open, ...toolCalls];
      const content = message.content ?? '';
      return toolCalls.length > 0
        ? { role: 'assistant', content: content === '' ? null : content, toolCalls }
        : { role: 'assistant', content };
    }
    const { content, tool_call_id: id, tool_name: name } = message;
    const answered =
      open.find((call) => call.id === id) ?? open.find((call) => call.name === name) ?? open[0];
    open = open.filter((call) => call !== answered);
    return { role: 'tool', content, toolCallId: id || (answered?.id ?? name ?? 'call') };
  });
}
