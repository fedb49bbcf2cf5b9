import type { JsonSchema } from '../../contract/index.ts';
import type { Conversion } from './conversion.ts';
import { FORMATS } from './formats.ts';
import { literal, repeat } from './gbnf.ts';
import { patternGrammar } from './pattern.ts';
import { ANY_CHARACTER } from './regex-class.ts';
import { spanRule } from './span.ts';

/** Longest bounded repetition put into a grammar; beyond it llama.cpp slows down, then refuses. */
const MOST_REPEATS = 512;
const QUOTE = literal('"');

const quoted = (body: string): string => `${QUOTE} ${body} ${QUOTE}`;

/** Name of the rule for any string. */
export const anyString = (conversion: Conversion): string =>
  conversion.rules.add('string', quoted(`${conversion.rules.add('char', ANY_CHARACTER)}*`));

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;

/** Grammar of a string schema. */
export function stringGrammar(schema: JsonSchema, hint: string, conversion: Conversion): string {
  const { rules, unheld } = conversion;
  const shapes = ['x-nearmost-span', 'pattern', 'format'].filter(
    (key) => schema[key] !== undefined && schema[key] !== false,
  );
  const [min, max] = [count(schema['minLength']) ?? 0, count(schema['maxLength'])];
  const held = shapedBody(schema, shapes, conversion);
  if (held !== undefined) {
    for (const key of shapes) if (key !== held.key) unheld(key);
    for (const key of ['minLength', 'maxLength']) if (schema[key] !== undefined) unheld(key);
    return rules.add(hint, quoted(held.body));
  }
  for (const key of shapes) unheld(key);
  if (min === 0 && max === undefined) return anyString(conversion);
  if (min > MOST_REPEATS) unheld('minLength');
  if (max !== undefined && max > MOST_REPEATS) unheld('maxLength');
  const char = rules.add('char', ANY_CHARACTER);
  const most = max !== undefined && max <= MOST_REPEATS ? max : undefined;
  return rules.add(hint, quoted(repeat(char, Math.min(min, MOST_REPEATS), most)));
}

function shapedBody(
  schema: JsonSchema,
  shapes: string[],
  { rules, spanText }: Conversion,
): { key: string; body: string } | undefined {
  for (const key of shapes) {
    const value = schema[key];
    const body =
      key === 'x-nearmost-span'
        ? spanText === undefined
          ? undefined
          : spanRule(spanText, rules)
        : typeof value !== 'string'
          ? undefined
          : key === 'pattern'
            ? patternGrammar(value)
            : Object.hasOwn(FORMATS, value)
              ? FORMATS[value]
              : undefined;
    if (body !== undefined) return { key, body: rules.add(key === 'pattern' ? 'pattern' : key, body) };
  }
  return undefined;
}
