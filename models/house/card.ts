import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declines } from './answerer.ts';
import type { Reply } from './answerer.ts';
import { sigmoid } from './stats.ts';

/** How a confidence is made of an answer's log-probability. */
export interface Calibration {
  readonly feature: 'sequence_logprob';
  readonly method: 'platt';
  /** confidence = sigmoid(a * x + b), x = sum of the log-probabilities of the answer's tokens */
  readonly a: number;
  readonly b: number;
  readonly n: number;
  readonly data: string;
}

/** The machine-readable model card, `card.json`. */
export interface Card {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly jobs: readonly string[];
  readonly decline: { readonly intent: string };
  readonly calibration: Calibration;
  readonly responseFormat: { readonly type: 'json_schema'; readonly schema: AnswerSchema };
  readonly training: Readonly<Record<string, unknown>>;
  readonly eval: Readonly<Record<string, unknown>>;
  readonly attribution: readonly string[];
  /** Of house.gguf. */
  readonly sha256: string;
}

/** The schema of an answer: known names, every value a span of the last user message. */
export interface AnswerSchema {
  readonly type: 'object';
  readonly properties: {
    readonly intent: { readonly enum: readonly string[] };
    readonly slots: {
      readonly type: 'object';
      readonly propertyNames: { readonly enum: readonly string[] };
      readonly additionalProperties: { readonly type: 'string'; readonly 'x-nearmost-span': true };
    };
  };
  readonly required: readonly ['intent', 'slots'];
  readonly additionalProperties: false;
}

export function answerSchema(intents: readonly string[], slots: readonly string[]): AnswerSchema {
  return {
    type: 'object',
    properties: {
      intent: { enum: intents },
      slots: {
        type: 'object',
        propertyNames: { enum: slots },
        additionalProperties: { type: 'string', 'x-nearmost-span': true },
      },
    },
    required: ['intent', 'slots'],
    additionalProperties: false,
  };
}

export const readCard = (folder: string = import.meta.dirname): Card =>
  JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as Card;

/** How sure the model is that it is right AND that the command is its business: a declining answer is the less sure the likelier. */
export function confidenceOf(reply: Reply, calibration: Pick<Calibration, 'a' | 'b'>): number {
  return declines(reply)
    ? 1 - Math.exp(reply.intentLogprob)
    : sigmoid(calibration.a * reply.logprob + calibration.b);
}
