import type { ChatRequest, CompletionRequest, Content, EmbedRequest, Task } from '../contract/index.ts';

/** What the decision looks at: facts of the request, none of its text. */
export interface Features {
  task: Task;
  /** Characters of all texts. */
  characters: number;
  /** Kinds of content that are not text. */
  media: ('image' | 'audio')[];
  tools: boolean;
  /** The shape of a single everyday command: one short user message, nothing around it. */
  command: boolean;
}

const LONGEST_COMMAND = 300;

const textLength = (content: Content | null): number =>
  content === null
    ? 0
    : typeof content === 'string'
      ? content.length
      : content.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0);

const mediaOf = (content: Content | null): ('image' | 'audio')[] =>
  content === null || typeof content === 'string'
    ? []
    : content.map((part) => part.type).filter((type) => type !== 'text');

/** Nearly all conversations have none. */
function mediaIn(messages: ChatRequest['messages']): ('image' | 'audio')[] {
  const found: ('image' | 'audio')[] = [];
  for (const { content } of messages) if (typeof content !== 'string') found.push(...mediaOf(content));
  return found;
}

/** True for one short line from the user, without system text, tools, earlier turns or a format of the app's own. */
function isCommand(request: ChatRequest): boolean {
  const [only, ...rest] = request.messages;
  return (
    rest.length === 0 &&
    only?.role === 'user' &&
    mediaOf(only.content).length === 0 &&
    textLength(only.content) <= LONGEST_COMMAND &&
    !request.tools?.length &&
    request.responseFormat?.type !== 'json_schema' &&
    (request.n ?? 1) === 1
  );
}

/** Facts of a conversation. */
export function chatFeatures(request: ChatRequest): Features {
  return {
    task: 'chat',
    characters: request.messages.reduce((sum, { content }) => sum + textLength(content), 0),
    media: mediaIn(request.messages),
    tools: Boolean(request.tools?.length),
    command: isCommand(request),
  };
}

/** Facts of a raw completion. */
export function completionFeatures(request: CompletionRequest): Features {
  return { task: 'complete', characters: request.prompt.length, media: [], tools: false, command: false };
}

/** Facts of texts to be embedded; the longest one counts. */
export function embedFeatures(request: EmbedRequest): Features {
  const characters = request.input.reduce((longest, text) => Math.max(longest, text.length), 0);
  return { task: 'embed', characters, media: [], tools: false, command: false };
}
