import type { JsonSchema } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';

/** Keywords whose value holds schemas by name. */
const BY_NAME = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
/** Keywords whose value is data, whatever it looks like. */
const DATA = new Set(['const', 'enum', 'default', 'examples']);

/** Read as the check of answers reads it. */
function check(source: string, keyword: string): void {
  try {
    RegExp(source, 'u');
  } catch (error) {
    throw new NearmostError(
      'invalid_schema',
      `A ${keyword} of the schema is no regular expression: ${(error as Error).message}.`,
      { param: 'response_format', hint: `Mend this ${keyword}: ${JSON.stringify(source)}`, cause: error },
    );
  }
}

/**
 * Looks through a whole schema, also where no grammar is made of it, for regular expressions that are none.
 * @throws NearmostError `invalid_schema`
 */
export function checkPatterns(schema: unknown): void {
  const seen = new WeakSet<object>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) return node.forEach(visit);
    const { pattern, patternProperties } = node as JsonSchema;
    if (typeof pattern === 'string') check(pattern, 'pattern');
    if (typeof patternProperties === 'object' && patternProperties !== null)
      for (const source of Object.keys(patternProperties)) check(source, 'patternProperties');
    for (const [key, value] of Object.entries(node)) {
      if (DATA.has(key)) continue;
      if (BY_NAME.has(key) && typeof value === 'object' && value !== null)
        Object.values(value).forEach(visit);
      else visit(value);
    }
  };
  visit(schema);
}
