import { createTokenizer } from '../../src/kit/spm/encode.ts';
import type { SpmTokenizer } from '../../src/kit/spm/encode.ts';
import { learnPieces } from '../../src/kit/spm/learn.ts';
import { SPACE, bytePieces } from '../../src/kit/spm/vocabulary.ts';
import type { Piece } from '../../src/kit/spm/vocabulary.ts';
import type { Answer } from './command.ts';
import { SKILLS, SKILL_PIECES, skillToken } from './skills/tasks.ts';

export const UNKNOWN = '<unk>';
export const USER = '<|user|>';
export const ANSWER = '<|answer|>';
export const END = '<|end|>';

/**
 * One message of a person is a turn between two control tokens; answers end with a third. A system message that names a skill
 * becomes the token of that skill; every other one, and other roles, are left out.
 */
export const CHAT_TEMPLATE = [
  '{%- for message in messages -%}',
  "{%- if message['role'] == 'user' -%}",
  `${USER}{{ message['content'] | trim }}${ANSWER}`,
  "{%- elif message['role'] == 'assistant' -%}",
  `{{ message['content'] | trim }}${END}`,
  ...SKILLS.flatMap((skill) => [
    `{%- elif message['role'] == 'system' and message['content'] == '${skill}' -%}`,
    skillToken(skill),
  ]),
  '{%- endif -%}{%- endfor -%}',
].join('');

/** The fixed parts of an answer, each one token: so the intent is a single choice, and answers are short. */
const intentPiece = (intent: string): string => `{"intent":${JSON.stringify(intent)},"slots":{`;
const firstSlotPiece = (slot: string): string => `${JSON.stringify(slot)}:"`;
const nextSlotPiece = (slot: string): string => `",${firstSlotPiece(slot)}`;
const CLOSE_VALUE = '"}}';
const CLOSE_EMPTY = '}}';

/**
 * The vocabulary: control tokens, bytes, the fixed parts of answers, characters, and pieces learnt from `texts`,
 * `size` entries in all.
 */
export function learnVocabulary(
  texts: readonly string[],
  intents: readonly string[],
  slots: readonly string[],
  size: number,
): Piece[] {
  const fixed = [
    ...intents.map(intentPiece),
    ...slots.map(firstSlotPiece),
    ...slots.map(nextSlotPiece),
    CLOSE_VALUE,
    CLOSE_EMPTY,
    ...SKILL_PIECES,
  ];
  const pieces: Piece[] = [
    { text: UNKNOWN, score: 0, type: 'unknown' },
    ...[USER, ANSWER, END, ...SKILLS.map(skillToken)].map((text): Piece => ({
      text,
      score: 0,
      type: 'control',
    })),
    ...bytePieces(),
    ...fixed.map((text): Piece => ({ text, score: 0, type: 'userDefined' })),
    ...charactersOf(texts).map((text): Piece => ({ text, score: -1e6, type: 'normal' })),
  ];
  const learnt = learnPieces(texts, size - pieces.length);
  return [...pieces, ...learnt.map((text, rank): Piece => ({ text, score: -1 - rank, type: 'normal' }))];
}

/** Printable ASCII, the space stand-in, and every letter or sign that occurs at least 20 times. */
function charactersOf(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const ascii = Array.from({ length: 94 }, (_, i) => String.fromCodePoint(33 + i));
  const others = [...counts].filter(
    ([character, count]) => count >= 20 && (character.codePointAt(0) ?? 0) > 126,
  );
  return [
    ...ascii,
    SPACE,
    ...others.map(([character]) => character).filter((character) => character !== SPACE),
  ];
}

/** Tokenizer of the house model: prompts and answers. */
export interface HouseTokenizer extends SpmTokenizer {
  /** `<|user|>text<|answer|>` */
  prompt(text: string): number[];
  /** The token that opens an answer with this intent. */
  intentToken(intent: string): number;
  /** The whole answer, without the end token. Decoded it is compact JSON. */
  answer(answer: Answer): number[];
  readonly end: number;
}

export function createHouseTokenizer(pieces: readonly Piece[]): HouseTokenizer {
  const base = createTokenizer(pieces);
  const intentToken = (intent: string): number => base.id(intentPiece(intent));
  return {
    ...base,
    end: base.id(END),
    prompt: (text) => [base.id(USER), ...base.encode(text), base.id(ANSWER)],
    intentToken,
    answer: ({ intent, slots }) => {
      const values = Object.entries(slots).flatMap(([slot, value], i) => [
        base.id(i === 0 ? firstSlotPiece(slot) : nextSlotPiece(slot)),
        ...base.encode(JSON.stringify(value).slice(1, -1)),
      ]);
      return [intentToken(intent), ...values, base.id(values.length === 0 ? CLOSE_EMPTY : CLOSE_VALUE)];
    },
  };
}
