import {
  NearmostError,
  type Content,
  type ContentPart,
  type Message,
  type ToolCall,
} from '../../contract/index.ts';
import { parseJson, text } from '../shared/loose.ts';

type Block = Record<string, unknown>;
interface Turn {
  role: 'user' | 'assistant';
  content: Block[];
}

const refuse = (what: string): NearmostError =>
  new NearmostError('unsupported', `Anthropic takes no ${what}.`, { param: 'messages' });

function image(url: string): Block {
  const data = /^data:([\w/+.-]+);base64,(.+)$/s.exec(url);
  if (data) return { type: 'image', source: { type: 'base64', media_type: data[1], data: data[2] } };
  if (url.startsWith('https:')) return { type: 'image', source: { type: 'url', url } };
  throw refuse('images but those at https addresses or in base64 data');
}

function block(part: ContentPart): Block[] {
  if (part.type === 'audio') throw refuse('audio');
  if (part.type === 'image') return [image(part.url)];
  // Empty text blocks are refused.
  return part.text === '' ? [] : [{ type: 'text', text: part.text }];
}

const blocks = (content: Content): Block[] =>
  typeof content === 'string' ? block({ type: 'text', text: content }) : content.flatMap(block);

/** Ids of calls may hold letters, digits, `_` and `-` only; those of other providers may not fit. */
const callId = (id: string): string => id.replace(/[^\w-]/g, '_') || 'call';

function toolUse({ id, name, arguments: json }: ToolCall): Block {
  const value = json.trim() === '' ? {} : parseJson(json);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  // A call that was never valid JSON is part of the history all the same.
  return { type: 'tool_use', id: callId(id), name, input: isObject ? value : { value: value ?? json } };
}

function turn(message: Exclude<Message, { role: 'system' }>): Turn {
  if (message.role === 'tool') {
    const content = blocks(message.content);
    const result = { type: 'tool_result', tool_use_id: callId(message.toolCallId) };
    return { role: 'user', content: [content.length === 0 ? result : { ...result, content }] };
  }
  if (message.role === 'user') return { role: 'user', content: blocks(message.content) };
  const said = message.content === null ? [] : blocks(message.content);
  return { role: 'assistant', content: [...said, ...(message.toolCalls ?? []).map(toolUse)] };
}

/** The last text of an answer to be continued may not end with blanks. */
function trimEnd(turns: Turn[]): void {
  const last = turns.at(-1);
  const end = last?.role === 'assistant' ? last.content.at(-1) : undefined;
  if (typeof end?.['text'] === 'string') end['text'] = end['text'].trimEnd();
}

/**
 * Messages in Anthropic's dialect: system messages apart, turns of one side joined, results of tools in user turns,
 * the user first.
 */
export function anthropicMessages(messages: readonly Message[]): { system: string; turns: Turn[] } {
  const system: string[] = [];
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.role === 'system') {
      system.push(
        blocks(message.content)
          .map((part) => text(part['text']))
          .join(''),
      );
      continue;
    }
    const next = turn(message);
    if (next.content.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === next.role) last.content.push(...next.content);
    else turns.push(next);
  }
  if (turns.length === 0)
    throw new NearmostError(
      'invalid_request',
      'Anthropic needs a message that is not empty and not from the system.',
      {
        param: 'messages',
      },
    );
  if (turns[0]?.role === 'assistant')
    turns.unshift({ role: 'user', content: [{ type: 'text', text: '(continue)' }] });
  trimEnd(turns);
  return { system: system.filter((one) => one !== '').join('\n\n'), turns };
}
