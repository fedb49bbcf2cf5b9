import type { ChatPart, Score } from '../../contract/index.ts';
import type { Arriving } from '../../providers/shared/arriving.ts';

/** @returns whether it wishes to hear of the next part */
export type OnContent = (chars: number) => boolean;

/** An answer under way of which the first parts are kept back. */
export interface Held {
  /** What has arrived and was not passed on, in order. */
  buffer: ChatPart[];
  /** What comes after the buffer, and what of it is there already. */
  rest: AsyncIterator<ChatPart> & Partial<Pick<Arriving, 'ready'>>;
  ended: boolean;
  /** True once a part came that a client would see: after it is shown no other candidate may be asked. */
  content: boolean;
  /** Sum over the text and tool parts of the first choice. */
  score: Score;
  /** Text of the first choice. */
  text: string;
  /** Characters of its reasoning. */
  thought: number;
  /** Hears that the answer has begun, and of its further parts for as long as it wishes; with the characters before them. */
  onContent: OnContent | undefined;
}

/**
 * Begins to hold an answer.
 * @param onContent hears that the answer has begun
 */
export function startHold(parts: AsyncIterable<ChatPart>, onContent?: OnContent): Held {
  const rest = parts[Symbol.asyncIterator]();
  return {
    buffer: [],
    rest,
    ended: false,
    content: false,
    score: { logprob: 0, tokens: 0 },
    text: '',
    thought: 0,
    onContent,
  };
}

/** Counts a part. */
function note(held: Held, value: ChatPart): ChatPart {
  if ((!held.content || held.onContent) && value.type !== 'usage' && value.type !== 'warning') {
    held.content = true;
    if (!held.onContent?.(held.text.length + held.thought)) held.onContent = undefined;
  }
  if ((value.type === 'text' || value.type === 'tool-call') && value.choice === 0) {
    if (value.type === 'text') held.text += value.text;
    held.score.logprob += value.score?.logprob ?? 0;
    held.score.tokens += value.score?.tokens ?? 0;
  } else if (value.type === 'reasoning' && value.choice === 0) held.thought += value.text.length;
  return value;
}

/** The next part, counted, where it is there already. */
export function takePart(held: Held): ChatPart | undefined {
  const part = held.rest.ready?.shift();
  return part && note(held, part);
}

/** Reads one more part and counts it; undefined at the end. */
export async function readPart(held: Held): Promise<ChatPart | undefined> {
  if (held.ended) return undefined;
  const { done, value } = await held.rest.next();
  if (!done) return note(held, value);
  held.ended = true;
  return undefined;
}

/**
 * Reads parts into the buffer until one part is content and `tokens` scored tokens of the first choice are there, or
 * the answer ends. Errors of the source reject: nothing has been shown yet.
 */
export async function holdUntil(held: Held, tokens: number): Promise<void> {
  while (!held.ended && (!held.content || held.score.tokens < tokens)) {
    const part = takePart(held) ?? (await readPart(held));
    if (part) held.buffer.push(part);
  }
}

/** Passes on what was held and then what follows. */
export async function* drain(held: Held): AsyncGenerator<ChatPart> {
  for (let part = held.buffer.shift(); part; part = held.buffer.shift()) yield part;
  while (!held.ended) {
    const part = await readPart(held);
    if (part) yield part;
  }
}
