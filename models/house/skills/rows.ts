import type { Example } from '../../../src/learning/trainer/pack.ts';
import { ANSWER, USER } from '../tokenizer.ts';
import type { HouseTokenizer } from '../tokenizer.ts';
import { SPANS_CLOSE, SPANS_EMPTY, TITLE_OPEN, firstSpan, nextSpan, replyOpen, skillToken } from './tasks.ts';
import type { Reply, Skill, SpanType } from './tasks.ts';

/** One labelled text of a skill: the answer is compact JSON. */
export interface SkillRow {
  readonly skill: Skill;
  readonly text: string;
  readonly answer: string;
  /** Where it comes from: a template's number or the name of a source; rows of one origin stay on one side of a split. */
  readonly origin: string;
}

/** A stretch of a text that tells about a person. */
export interface PrivateSpan {
  readonly type: SpanType;
  readonly value: string;
}

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

/** Spans in order of the text, as the answer is written. */
export const spansAnswer = (spans: readonly PrivateSpan[]): string =>
  spans.length === 0
    ? SPANS_EMPTY
    : spans
        .map(({ type, value }, i) => (i === 0 ? firstSpan(type) : nextSpan(type)) + inJson(value))
        .join('') + SPANS_CLOSE;

export const titleAnswer = (title: string): string => `${TITLE_OPEN}${inJson(title)}"}`;

/** `date` is the span of the text that says when; empty when there is none. */
export const dateAnswer = (reply: Reply, date: string): string => `${replyOpen(reply)}${inJson(date)}"}`;

/** The prompt of a skill in tokens, as the chat template writes it. */
export const skillPrompt = (skill: Skill, text: string, tokenizer: HouseTokenizer): number[] => [
  tokenizer.id(skillToken(skill)),
  tokenizer.id(USER),
  ...tokenizer.encode(text.trim()),
  tokenizer.id(ANSWER),
];

/** A row as a training example: the prompt weighs `promptLoss`, the answer 1. */
export function skillExample(row: SkillRow, tokenizer: HouseTokenizer, promptLoss: number): Example {
  const prompt = skillPrompt(row.skill, row.text, tokenizer);
  const answer = [...tokenizer.encode(row.answer), tokenizer.end];
  return {
    tokens: [...prompt, ...answer],
    weights: [...prompt.map(() => promptLoss), ...answer.map(() => 1)],
  };
}
