import { NearmostError } from '../../contract/errors.ts';
import { kindBelow, type NodeKind } from './node-kind.ts';
import { readPattern } from './read-pattern.ts';

function check(source: string, keyword: string): void {
  try {
    readPattern(source);
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
  const visit = (node: unknown, kind: NodeKind): void => {
    if (kind === 'data' || typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) return node.forEach((item) => visit(item, kind));
    for (const [key, value] of Object.entries(node)) {
      if (kind === 'patterns') check(key, 'patternProperties');
      if (kind === 'schema' && key === 'pattern' && typeof value === 'string') check(value, key);
      visit(value, kindBelow(kind, key));
    }
  };
  visit(schema, 'schema');
}
