import type { JsonSchema } from '../../contract/index.ts';

/** Keywords that `output_config` refuses. */
const REFUSED = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'patternProperties',
]);
/** Keywords whose value maps names to schemas, so that its keys are no keywords. */
const MAPS = new Set(['properties', '$defs', 'definitions']);

function walk(value: unknown, isMap: boolean, dropped: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, false, dropped));
  if (typeof value !== 'object' || value === null) return value;
  const schema: Record<string, unknown> = {};
  for (const [keyword, inner] of Object.entries(value)) {
    if (!isMap && (REFUSED.has(keyword) || (keyword === 'minItems' && Number(inner) > 1)))
      dropped.add(keyword);
    else if (!isMap && (keyword === 'enum' || keyword === 'const' || keyword === 'default'))
      schema[keyword] = inner;
    else schema[keyword] = walk(inner, !isMap && MAPS.has(keyword), dropped);
  }
  if (!isMap && (schema['type'] === 'object' || 'properties' in schema)) {
    if (schema['additionalProperties'] !== false && schema['additionalProperties'] !== undefined)
      dropped.add('additionalProperties');
    schema['additionalProperties'] = false;
  }
  return schema;
}

/** A schema that Anthropic takes for structured output, and the keywords that had to go. */
export function outputSchema(schema: JsonSchema): { schema: JsonSchema; dropped: string[] } {
  const dropped = new Set<string>();
  return { schema: walk(schema, false, dropped) as JsonSchema, dropped: [...dropped].sort() };
}
