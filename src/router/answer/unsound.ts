import type { ChatPart, JsonSchema, ModelRecord, ResponseFormat } from '../../contract/index.ts';
import { validateJson } from '../../kit/json-schema/validate.ts';
import type { Call } from '../calls/open.ts';
import type { Confidence } from '../confidence.ts';
import type { Held } from './hold.ts';

/** An answer that cannot be right is no guess: nothing was read from scores. */
export const UNSOUND: Confidence = { value: 0, calibrated: true, declined: false };

const isFirst = (part: ChatPart): boolean => 'choice' in part && part.choice === 0;

/** Why a text is not the JSON that was asked for; undefined: it is, or none was. */
function misshapen(format: ResponseFormat | undefined, text: string): string | undefined {
  if (!format || format.type === 'text') return undefined;
  const schema: JsonSchema = format.type === 'json_object' ? { type: 'object' } : format.schema;
  try {
    return validateJson(schema, JSON.parse(text)) === undefined ? undefined : 'it is not the JSON asked for';
  } catch {
    return 'it is not the JSON asked for';
  }
}

/**
 * Why an answer that has ended cannot be right, however sure its model was of each word: nothing is in it, it ran out of
 * room, or it lacks the form that was asked for. Undefined: nothing speaks against it, or it has not ended.
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
  return misshapen(format ?? (cut ? card.responseFormat : undefined), text);
}
