import type { JsonSchema } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';

export type SchemaNode = JsonSchema | boolean;

/** Whether a value can be a schema. */
export const isSchema = (value: unknown): value is SchemaNode =>
  typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));

/**
 * The schema that a `$ref` of `root` means: `#`, `#/a/b` or `#anchor`.
 * @throws NearmostError `invalid_schema` for addresses outside the schema and for what is not there.
 */
export function resolveRef(root: JsonSchema, ref: string): SchemaNode {
  const wrong = (why: string): NearmostError =>
    new NearmostError('invalid_schema', `The schema refers to "${ref}", ${why}.`, {
      param: 'response_format',
    });
  if (!ref.startsWith('#'))
    throw wrong('which is outside of it; only references that begin with # are followed');
  if (ref !== '#' && !ref.startsWith('#/')) {
    const found = findAnchor(root, ref.slice(1), 0);
    if (found === undefined) throw wrong('which it does not contain');
    return found;
  }
  let node: unknown = root;
  for (const part of ref.split('/').slice(1)) {
    const key = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
    node =
      typeof node === 'object' && node !== null && Object.hasOwn(node, key)
        ? (node as JsonSchema)[key]
        : undefined;
  }
  if (!isSchema(node)) throw wrong('which it does not contain');
  return node;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function findAnchor(node: unknown, name: string, depth: number): SchemaNode | undefined {
  if (typeof node !== 'object' || node === null || depth > 32) return undefined;
  if ((node as JsonSchema)['$anchor'] === name && isSchema(node)) return node;
  for (const child of Object.values(node)) {
    const found = findAnchor(child, name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
