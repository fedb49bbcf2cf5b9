import type { Content, ContentPart, Message } from '../../contract/index.ts';
import type { MediaBlock, MessageBody } from './schema.ts';

type Result = Extract<
  Exclude<Extract<MessageBody, { role: 'user' }>['content'], string>[number],
  { type: 'tool_result' }
>;

const text = (words: string): ContentPart => ({ type: 'text', text: words });

function partsOf(block: MediaBlock): ContentPart[] {
  if (block.type === 'text') return [text(block.text)];
  if (block.type === 'search_result')
    return [text([block.title, block.source, ...block.content.map((one) => one.text)].join('\n'))];
  const { source } = block;
  if (source.type === 'base64')
    return [{ type: 'image', url: `data:${source.media_type};base64,${source.data}` }];
  if (source.type === 'url') return [{ type: 'image', url: source.url }];
  const title = 'title' in block && block.title ? [text(`${block.title}\n`)] : [];
  if (source.type === 'text') return [...title, text(source.data)];
  const { content } = source;
  return [...title, ...(typeof content === 'string' ? [text(content)] : content.flatMap(partsOf))];
}

/** Text alone is a string, as most apps send it. */
function contentOf(blocks: readonly MediaBlock[]): Content {
  const parts = blocks.flatMap(partsOf);
  const [only, ...rest] = parts;
  return only?.type === 'text' && rest.length === 0 ? only.text : parts;
}

function resultOf({ content, is_error: failed, tool_use_id: toolCallId }: Result): Message {
  const said = typeof content === 'string' ? content : contentOf(content ?? []);
  const told = Array.isArray(said) && said.length === 0 ? '' : said;
  if (failed !== true) return { role: 'tool', content: told, toolCallId };
  // The contract has no mark for it; a model reads words.
  const marked = typeof told === 'string' ? `Error: ${told}` : [text('Error: '), ...told];
  return { role: 'tool', content: marked, toolCallId };
}

/** Results come before what is said beside them: they belong behind the turn that asked for them. */
function userMessages({ content }: Extract<MessageBody, { role: 'user' }>): Message[] {
  if (typeof content === 'string') return [{ role: 'user', content }];
  const results = content.filter((block) => block.type === 'tool_result');
  const said = content.filter((block) => block.type !== 'tool_result');
  return [
    ...results.map(resultOf),
    ...(said.length > 0 ? [{ role: 'user', content: contentOf(said) } as const] : []),
  ];
}

/** Thinking is not given back to models: only its author could read the signature. */
function assistantMessages({ content }: Extract<MessageBody, { role: 'assistant' }>): Message[] {
  if (typeof content === 'string') return [{ role: 'assistant', content }];
  const words = content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  const toolCalls = content.flatMap((block) =>
    block.type === 'tool_use'
      ? [{ id: block.id, name: block.name, arguments: JSON.stringify(block.input) }]
      : [],
  );
  if (toolCalls.length > 0)
    return [{ role: 'assistant', content: words.length > 0 ? words.join('') : null, toolCalls }];
  return words.length > 0 ? [{ role: 'assistant', content: words.join('') }] : [];
}

const systemText = (content: string | readonly { text: string }[]): string =>
  typeof content === 'string' ? content : content.map((block) => block.text).join('\n\n');

/** Anthropic's turns as messages of the contract: results of tools are messages of their own. */
export function conversation(
  system: string | readonly { text: string }[] | null | undefined,
  turns: readonly MessageBody[],
): Message[] {
  const told = system == null ? '' : systemText(system);
  return [
    ...(told === '' ? [] : [{ role: 'system', content: told } as const]),
    ...turns.flatMap((turn): Message[] => {
      if (turn.role === 'user') return userMessages(turn);
      if (turn.role === 'assistant') return assistantMessages(turn);
      return [{ role: 'system', content: systemText(turn.content) }];
    }),
  ];
}
