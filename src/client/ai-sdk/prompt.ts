import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import type { Content, ContentPart, Message } from '../../contract/chat.ts';
import { NearmostError } from '../../contract/errors.ts';

type Turn<R extends LanguageModelV4Message['role']> = Extract<LanguageModelV4Message, { role: R }>['content'];
type Result = Extract<Turn<'tool'>[number], { type: 'tool-result' }>['output'];
type File = Pick<LanguageModelV4FilePart, 'data' | 'mediaType'>;

/** In pieces: one call with a million arguments would break the stack. */
function base64Of(data: Uint8Array | string): string {
  if (typeof data === 'string') return data;
  let letters = '';
  for (let at = 0; at < data.length; at += 8192)
    letters += String.fromCharCode(...data.subarray(at, at + 8192));
  return btoa(letters);
}

const unreadable = (what: string): NearmostError =>
  new NearmostError('unsupported', `A file ${what} cannot be sent.`, {
    hint: 'Send images, audio in wav or mp3, or text.',
    param: 'prompt',
  });

function partOf({ data, mediaType }: File): ContentPart {
  if (data.type === 'text') return { type: 'text', text: data.text };
  if (data.type === 'reference') throw unreadable('by reference');
  const [kind, format = ''] = mediaType.split('/');
  if (kind === 'image') {
    if (data.type === 'url') return { type: 'image', url: data.url.href };
    // "image/*" and "image": the model looks for itself.
    const type = format === '' || format === '*' ? 'image/png' : mediaType;
    return { type: 'image', url: `data:${type};base64,${base64Of(data.data)}` };
  }
  if (kind === 'audio' && data.type === 'data')
    return {
      type: 'audio',
      data: base64Of(data.data),
      format: format === 'mpeg' ? 'mp3' : format.replace('x-', ''),
    };
  if (kind === 'text' && data.type === 'data') {
    const bytes =
      typeof data.data === 'string'
        ? Uint8Array.from(atob(data.data), (one) => one.charCodeAt(0))
        : data.data;
    return { type: 'text', text: new TextDecoder().decode(bytes) };
  }
  throw unreadable(`of type ${mediaType}`);
}

/** Text alone is a string, as most models expect it. */
function contentOf(parts: readonly ContentPart[]): Content {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return texts.length === parts.length ? texts.join('') : [...parts];
}

function resultOf(output: Result): Content {
  if (output.type === 'text' || output.type === 'error-text') return output.value;
  if (output.type === 'json' || output.type === 'error-json') return JSON.stringify(output.value);
  if (output.type === 'execution-denied') return output.reason ?? 'The call was not allowed.';
  return contentOf(
    output.value.flatMap((part): ContentPart[] => {
      if (part.type === 'text') return [{ type: 'text', text: part.text }];
      return part.type === 'file' ? [partOf(part)] : [];
    }),
  );
}

function assistant(turn: Turn<'assistant'>): Message[] {
  const text = turn.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  const toolCalls = turn.flatMap((part) =>
    part.type === 'tool-call'
      ? [
          {
            id: part.toolCallId,
            name: part.toolName,
            arguments: typeof part.input === 'string' ? part.input : JSON.stringify(part.input ?? {}),
          },
        ]
      : [],
  );
  if (toolCalls.length > 0) return [{ role: 'assistant', content: text === '' ? null : text, toolCalls }];
  return text === '' ? [] : [{ role: 'assistant', content: text }];
}

/**
 * A prompt of the AI SDK as messages of the contract. Reasoning is not given back: only its author could use it.
 * @throws NearmostError unsupported
 */
export function messagesOf(prompt: LanguageModelV4Prompt): Message[] {
  return prompt.flatMap((turn): Message[] => {
    if (turn.role === 'system') return [{ role: 'system', content: turn.content }];
    if (turn.role === 'assistant') return assistant(turn.content);
    if (turn.role === 'tool')
      return turn.content.flatMap((part) =>
        part.type === 'tool-result'
          ? [{ role: 'tool', content: resultOf(part.output), toolCallId: part.toolCallId }]
          : [],
      );
    const parts = turn.content.map((part) =>
      part.type === 'text' ? ({ type: 'text', text: part.text } as const) : partOf(part),
    );
    return [{ role: 'user', content: contentOf(parts) }];
  });
}
