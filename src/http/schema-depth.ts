import { NearmostError, type JsonSchema } from '../contract/index.ts';

const MAX_DEPTH = 64;

/**
 * The schema itself. Schemas go to code that walks them; one that is nested without end must not reach it.
 * @throws NearmostError invalid_schema that names the field `param`
 */
export function checkDepth(schema: JsonSchema, param: string): JsonSchema {
  let level: object[] = [schema];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw new NearmostError(
        'invalid_schema',
        `The schema in "${param}" is nested deeper than ${MAX_DEPTH} levels.`,
        { param },
      );
    level = level.flatMap((node) =>
      Object.values(node).filter((value): value is object => typeof value === 'object' && value !== null),
    );
  }
  return schema;
}
