import { Validator } from '@cfworker/json-schema';
import type { JsonSchema } from '../../contract/index.ts';
import { kindBelow, type NodeKind } from './node-kind.ts';
import { readPattern } from './read-pattern.ts';
import { isSpan } from './span.ts';

/**
 * Checks a value against a JSON Schema (2020-12). Undefined: it fits; else where and why not, in words.
 * Strings with `"x-nearmost-span": true` must be words of `spanText`.
 */
export function validateJson(
  schema: JsonSchema | boolean,
  value: unknown,
  spanText?: string,
): string | undefined {
  const result = new Validator(copy(schema) as JsonSchema | boolean, '2020-12', true).validate(value);
  if (!result.valid) {
    const last = result.errors.at(-1);
    return last ? `${last.instanceLocation}: ${last.error}` : 'it does not fit the schema';
  }
  return spanText === undefined || typeof schema === 'boolean'
    ? undefined
    : strayWord(schema, value, spanText, '#');
}

/**
 * A copy, because the validator writes notes into its schema; `nullable` (OpenAPI) becomes a type, and patterns become
 * what it can read.
 */
function copy(node: unknown, kind: NodeKind = 'schema'): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => copy(item, kind));
  const made = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      kind === 'patterns' ? readPattern(key) : key,
      copy(value, kindBelow(kind, key)),
    ]),
  );
  if (kind !== 'schema') return made;
  if (typeof made['pattern'] === 'string') made['pattern'] = readPattern(made['pattern']);
  if (made['nullable'] === true && made['type'] !== undefined) made['type'] = [made['type'], 'null'].flat();
  return made;
}

/** The first string that should be a span of `text` and is not; follows `properties` and `items` only. */
function strayWord(schema: unknown, value: unknown, text: string, at: string): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const node = schema as JsonSchema;
  if (typeof value === 'string')
    return node['x-nearmost-span'] === true && !isSpan(value, text)
      ? `${at}: "${value}" is not in the message`
      : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const properties = (node['properties'] ?? {}) as JsonSchema;
  for (const [key, item] of Object.entries(value)) {
    const child = Array.isArray(value) ? node['items'] : (properties[key] ?? node['additionalProperties']);
    const found = strayWord(child, item, text, `${at}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
