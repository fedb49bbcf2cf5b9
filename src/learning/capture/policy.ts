import type { FinishReason, JsonSchema, Label } from '../../contract/index.ts';
import { validateJson } from '../../kit/json-schema/validate.ts';
import { REASONS } from '../filter/reasons.ts';
import { isRefusal } from '../filter/refusal.ts';
import { readAnswer } from '../students/extract/json-style.ts';

/** An answer that might become an example. */
export interface Answer {
  readonly label: Label;
  readonly finishReason: FinishReason;
  readonly text: string;
  readonly input: string;
  /** It holds more than one text: tool calls, several choices. */
  readonly other: boolean;
  /** The schema that the request asks for. */
  readonly schema?: JsonSchema | undefined;
}

/** Whether the terms of a teacher let its answers be learned from. */
export type MayTeach = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Longest request and answer that are kept, in characters together. */
export const LONGEST = 200_000;

/**
 * Why an answer is not kept, in words that fit behind "12 answers not kept:"; undefined: it is kept. Pure. The label
 * comes first: of secret content not even the reason's details matter.
 */
export function whyNotKept(answer: Answer, terms: MayTeach): string | undefined {
  if (answer.label === 'secret') return 'secret content is never kept';
  if (!terms.ok) return terms.reason;
  if (answer.finishReason === 'content_filter') return 'the teacher refused';
  if (answer.finishReason === 'length') return 'the answer was cut off';
  if (answer.other || answer.finishReason !== 'stop') return 'the answer is more than one text';
  if (answer.text.trim() === '') return 'the answer is empty';
  if (isRefusal(answer.text)) return 'the teacher refused';
  if (answer.text.length + answer.input.length > LONGEST) return 'too long';
  if (answer.schema === undefined) return undefined;
  const read = readAnswer(answer.text);
  if (!read) return 'the answer is not the JSON that was asked for';
  return validateJson(answer.schema, read.value, answer.input) === undefined ? undefined : REASONS.schema;
}
