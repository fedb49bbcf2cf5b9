import { REPLIES, SPAN_TYPES } from './tasks.ts';
import type { Skill } from './tasks.ts';

const SPAN = { type: 'string', 'x-nearmost-span': true } as const;

/** The schema of each skill's answer; a `x-nearmost-span` value is a run of whole words of the text. */
export const SKILL_SCHEMAS: Readonly<Record<Skill, Readonly<Record<string, unknown>>>> = {
  title: {
    type: 'object',
    properties: { title: SPAN },
    required: ['title'],
    additionalProperties: false,
  },
  'private-spans': {
    type: 'object',
    properties: {
      spans: {
        type: 'array',
        items: {
          type: 'object',
          properties: { type: { enum: SPAN_TYPES }, value: SPAN },
          required: ['type', 'value'],
          additionalProperties: false,
        },
      },
    },
    required: ['spans'],
    additionalProperties: false,
  },
  date: {
    type: 'object',
    properties: { answer: { enum: REPLIES }, date: { anyOf: [{ const: '' }, SPAN] } },
    required: ['answer', 'date'],
    additionalProperties: false,
  },
};

/** The request of a skill: the word of the skill as the system message, the text as the user's. */
export const skillMessages = (skill: Skill, text: string): { role: 'system' | 'user'; content: string }[] => [
  { role: 'system', content: skill },
  { role: 'user', content: text },
];
