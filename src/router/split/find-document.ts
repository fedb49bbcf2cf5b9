import type { ChatRequest, ContentPart, Message } from '../../contract/index.ts';

/** A long text in a request, what is asked about it, and all that stands beside it. */
export interface FoundDocument {
  document: string;
  question: string;
  /** Characters of everything else, the question included. */
  restCharacters: number;
  /** Everything else, in order. */
  rest: string[];
  /**
   * The conversation with another text where the document stands.
   * @param change what happens to everything else; default: nothing
   */
  replace(text: string, change?: (rest: string) => string): Message[];
}

/** Shorter texts are no documents. */
const SHORTEST = 1500;
/** What stands beside the document goes along with the notes: it must be short. */
const LONGEST_REST = 4000;
const LONGEST_QUESTION = 600;

const isText = (part: ContentPart): part is Extract<ContentPart, { type: 'text' }> => part.type === 'text';

/** The question before or behind a document in the same text: a short paragraph or line that asks, else the last, else the first one. */
function cutQuestion(text: string): { before: string; document: string; after: string } | undefined {
  for (const border of [/\n[ \t]*\n\s*/g, /\n\s*/g]) {
    const borders = [...text.trimEnd().matchAll(border)];
    const [first, last] = [borders[0], borders.at(-1)];
    if (!first || !last) continue;
    const [head, tail] = [first.index + first[0].length, last.index + last[0].length];
    const isShort = (part: string): boolean => part.trim() !== '' && part.length <= LONGEST_QUESTION;
    const front = isShort(text.slice(0, head)) ? text.slice(0, head) : undefined;
    const back = isShort(text.slice(tail)) ? text.slice(tail) : undefined;
    const asks = (part: string | undefined): boolean => part?.includes('?') ?? false;
    const atEnd = back !== undefined && (asks(back) || front === undefined || !asks(front));
    if (atEnd) return { before: '', document: text.slice(0, tail), after: back };
    if (front !== undefined) return { before: front, document: text.slice(head), after: '' };
  }
  return undefined;
}

/**
 * Finds the document of a request that asks for prose about a long text: the longest text of a conversation without images,
 * tools or formats. Undefined: there is none, or nothing tells what is asked. Pure.
 */
export function findDocument(request: ChatRequest): FoundDocument | undefined {
  const { messages, tools, responseFormat, n = 1, logprobs } = request;
  if (tools?.length || (responseFormat?.type ?? 'text') !== 'text' || n > 1 || logprobs !== undefined)
    return undefined;
  const texts: { message: number; part: number; text: string }[] = [];
  for (const [i, message] of messages.entries()) {
    const { role, content } = message;
    if (role === 'tool' || content === null || (role === 'assistant' && message.toolCalls?.length))
      return undefined;
    const parts: ContentPart[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const said = parts.filter(isText);
    if (said.length < parts.length) return undefined;
    said.forEach(({ text }, part) => texts.push({ message: i, part, text }));
  }
  const longest = texts.toSorted((a, b) => b.text.length - a.text.length)[0];
  if (longest === undefined || longest.text.length < SHORTEST) return undefined;
  if (messages[longest.message]?.role === 'assistant' || messages.at(-1)?.role !== 'user') return undefined;
  const asked = texts.filter((each) => each.message === messages.length - 1 && each !== longest);
  const isApart = asked.some(({ text }) => text.trim() !== '');
  const cut = isApart ? { before: '', document: longest.text, after: '' } : cutQuestion(longest.text);
  if (cut === undefined || cut.document.length < SHORTEST) return undefined;
  const { before, document, after } = cut;
  const question = isApart ? asked.map(({ text }) => text).join('\n') : before + after;
  const all = texts.reduce((sum, { text }) => sum + text.length, 0);
  const restCharacters = all - document.length;
  if (restCharacters > LONGEST_REST) return undefined;
  const others = texts.filter((each) => each !== longest).map(({ text }) => text);
  return {
    document,
    question: question.trim(),
    restCharacters,
    rest: [before, after, ...others].filter((text) => text.trim() !== ''),
    replace(standIn, change = (rest) => rest) {
      const changed = (text: string): string => (text === '' ? '' : change(text));
      const whole = changed(before) + standIn + (after && `\n\n${changed(after)}`);
      return messages.map((message, i): Message => {
        const said = ({ part, text }: (typeof texts)[number]): string =>
          i === longest.message && part === longest.part ? whole : changed(text);
        const own = texts.filter((each) => each.message === i).map(said);
        if (typeof message.content === 'string') return { ...message, content: own[0] ?? '' };
        return { ...message, content: own.map((text) => ({ type: 'text', text })) };
      });
    },
  };
}
