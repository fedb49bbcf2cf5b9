import type { ChatPart, ModelRecord, ResponseFormat } from '../../contract/index.ts';
import type { Call } from '../calls/open.ts';
import type { Confidence } from '../confidence.ts';
import type { Held } from './hold.ts';

/** An answer that cannot be right is no guess: nothing was read from scores. */
export const UNSOUND: Confidence = { value: 0, calibrated: true, declined: false };

const isFirst = (part: ChatPart): boolean => 'choice' in part && part.choice === 0;

/**
 * Whether a text is no JSON though some was asked for. What the schema says was checked where the answer was made: a pattern
 * of a caller may take for ever, and here it would hold up all others.
 */
function isMisshapen(format: ResponseFormat | undefined, text: string): boolean {
  if (!format || format.type === 'text') return false;
  try {
    return JSON.parse(text) === undefined;
  } catch {
    return true;
  }
}

/**
 * Why an answer that has ended cannot be right, however sure its model was of each word: nothing is in it, it ran out of
 * room, or it is no JSON where that was asked for. Undefined: nothing speaks against it, or it has not ended.
 */
export function whyUnsound(
  { task, request }: Call,
  { buffer, text }: Pick<Held, 'buffer' | 'text'>,
  { card }: Pick<ModelRecord, 'card'>,
): string | undefined {
  const end = buffer.find((part) => part.type === 'finish' && isFirst(part));
  if (end?.type !== 'finish' || buffer.some((part) => part.type === 'tool-call' && isFirst(part)))
    return undefined;
  if (text.trim() === '') return 'it is empty';
  const cut = end.reason === 'length';
  if (cut && request.maxTokens === undefined) return 'it was cut off';
  const format = task === 'chat' ? request.responseFormat : undefined;
  return isMisshapen(format ?? (cut ? card.responseFormat : undefined), text)
    ? 'it is not the JSON asked for'
    : undefined;
}
