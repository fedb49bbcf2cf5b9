import type { JsonSchema, ResponseFormat } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';
import { schemaToGrammar } from '../../kit/json-schema/to-grammar.ts';
import { validateJson } from '../../kit/json-schema/validate.ts';
import { words } from './template.ts';
import { withTimeLimit } from './time-limit.ts';

/** How an answer is held to a format. */
export interface Structure {
  grammar: string;
  /** True: the grammar does not hold everything, so the answer is checked before it is shown. */
  hold: boolean;
  warnings: string[];
  /** Why a text does not fit, in words; undefined: it fits. */
  check(text: string): string | undefined;
}

/** By the clock on the wall: a busy machine must not fail an honest answer. */
const CHECK_MS = 5000;

/** Checks a JSON text against a schema; patterns in it get five seconds, no more. */
export function checkJson(text: string, schema: JsonSchema, spanText?: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `it is no JSON: ${words(error)}`;
  }
  try {
    return withTimeLimit(CHECK_MS, () => validateJson(schema, value, spanText));
  } catch (error) {
    return `it could not be checked: ${words(error)}`;
  }
}

/** The grammar and the check of a response format; undefined for plain text. */
export function structureOf(format: ResponseFormat | undefined, spanText: string): Structure | undefined {
  if (!format || format.type === 'text') return undefined;
  const schema: JsonSchema = format.type === 'json_object' ? { type: 'object' } : format.schema;
  const { grammar, unheld } = withSchemaErrors(() => schemaToGrammar(schema, { spanText }));
  return {
    grammar,
    hold: unheld.length > 0,
    warnings:
      unheld.length > 0
        ? [`Only checked after the answer is made, not held while it is made: ${unheld.join(', ')}.`]
        : [],
    check: (text) => checkJson(text, schema, spanText),
  };
}

/** A schema deep or odd enough to break the conversion is the caller's error. */
export function withSchemaErrors<T>(convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (NearmostError.isInstance(error)) throw error;
    throw new NearmostError('invalid_schema', `The schema cannot be used: ${words(error)}.`, {
      param: 'response_format',
      cause: error,
    });
  }
}

/** The grammar, after a few line ends: where an answer follows thinking. */
export const afterBlank = (grammar: string): string =>
  grammar.replace(/^root ::= ([^\n]*)/, (_, body: string) => `root ::= [ \\x0A]{0,3} (${body})`);
