import type { Choice, FinishReason, TokenLogprob } from '../../../contract/index.ts';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

const logprobs = (tokens: readonly TokenLogprob[]): object[] =>
  tokens.map(({ token, bytes, logprob, top }) => ({ token, bytes, logprob, top_logprobs: top }));

/** The text of an answer as a part of a message. */
export const textPart = (text: string, tokens: readonly TokenLogprob[] = []): object => ({
  type: 'output_text',
  text,
  annotations: [],
  logprobs: logprobs(tokens),
});
export const deltaLogprobs = (tokens: readonly TokenLogprob[] = []): object[] =>
  tokens.map(({ token, logprob, top }) => ({ token, logprob, top_logprobs: top }));

export const reasoningPart = (text: string): object => ({ type: 'reasoning_text', text });

export const messageItem = (id: string, status: ItemStatus, content: object[]): object => ({
  id,
  type: 'message',
  status,
  role: 'assistant',
  content,
});
export const reasoningItem = (id: string, status: ItemStatus, content: object[]): object => ({
  id,
  type: 'reasoning',
  status,
  summary: [],
  content,
});
export const callItem = (
  id: string,
  status: ItemStatus,
  call: { id: string; name: string; arguments: string },
): object => ({
  id,
  type: 'function_call',
  status,
  call_id: call.id,
  name: call.name,
  arguments: call.arguments,
});

/** Names of items: unlike each other, and told from the request by its id. */
export const itemId = (kind: 'msg' | 'rs' | 'fc', requestId: string, index: number): string =>
  `${kind}_${requestId}_${index}`;

/** The items of a whole answer, in the order in which they would be streamed. */
export function itemsOf(choice: Choice, requestId: string): object[] {
  const { text, reasoning, toolCalls = [], finishReason } = choice;
  const status: ItemStatus = isCut(finishReason) ? 'incomplete' : 'completed';
  const items: object[] = [];
  const id = (kind: 'msg' | 'rs' | 'fc'): string => itemId(kind, requestId, items.length);
  if (reasoning !== undefined) items.push(reasoningItem(id('rs'), 'completed', [reasoningPart(reasoning)]));
  if (text !== '' || toolCalls.length === 0)
    items.push(messageItem(id('msg'), status, [textPart(text, choice.logprobs)]));
  for (const call of toolCalls) items.push(callItem(id('fc'), status, call));
  return items;
}

export const isCut = (reason: FinishReason): boolean => reason === 'length' || reason === 'content_filter';
