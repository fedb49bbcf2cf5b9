import {
  NearmostError,
  type Content,
  type ContentPart,
  type Message,
  type ToolCall,
} from '../../../contract/index.ts';
import type { InputItem, ResponsesBody } from './schema.ts';

type Said = Extract<InputItem, { type: 'message' }>;
type Part = Exclude<Said['content'], string>[number];

function partOf(part: Part): ContentPart {
  if (part.type === 'refusal') return { type: 'text', text: part.refusal };
  if (part.type !== 'input_image') return { type: 'text', text: part.text };
  const { image_url: url, detail } = part;
  return detail == null || detail === 'auto' ? { type: 'image', url } : { type: 'image', url, detail };
}

/** Text alone is a string, as most apps send it. */
function contentOf(content: string | readonly Part[]): Content {
  if (typeof content === 'string') return content;
  const parts = content.map(partOf);
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return texts.length === parts.length ? texts.join('') : parts;
}

/** Calls belong to what the assistant said before them, or stand alone. */
function addCall(messages: Message[], call: ToolCall): void {
  const last = messages.at(-1);
  if (last?.role === 'assistant') last.toolCalls = [...(last.toolCalls ?? []), call];
  else messages.push({ role: 'assistant', content: null, toolCalls: [call] });
}

/**
 * Items as messages of the contract. Reasoning is not given back to models: only its author could use it.
 * @throws NearmostError invalid_request when there is nothing to answer
 */
export function conversation(
  instructions: string | null | undefined,
  input: ResponsesBody['input'],
): Message[] {
  const messages: Message[] = instructions ? [{ role: 'system', content: instructions }] : [];
  const items: readonly InputItem[] =
    typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input;
  for (const item of items) {
    if (item.type === 'message') {
      const role = item.role === 'developer' ? 'system' : item.role;
      messages.push({ role, content: contentOf(item.content) });
    } else if (item.type === 'function_call')
      addCall(messages, { id: item.call_id, name: item.name, arguments: item.arguments });
    else if (item.type === 'function_call_output')
      messages.push({ role: 'tool', content: contentOf(item.output), toolCallId: item.call_id });
  }
  if (!messages.some(({ role }) => role !== 'system'))
    throw new NearmostError('invalid_request', 'The field "input" holds no message to answer.', {
      param: 'input',
    });
  return messages;
}
