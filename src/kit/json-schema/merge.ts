import type { JsonSchema } from '../../contract/index.ts';
import type { SchemaNode } from './resolve.ts';

const LARGER = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const SMALLER = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']);
const NOTES = new Set([
  'title',
  'description',
  'default',
  'examples',
  '$comment',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$id',
  '$schema',
  '$anchor',
]);

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function types(a: unknown, b: unknown): unknown[] {
  const [left, right] = [list(a), list(b)];
  const both = left.filter((type) => right.includes(type));
  const integer = (one: unknown[], other: unknown[]): boolean =>
    one.includes('integer') && other.includes('number');
  if (!both.includes('integer') && (integer(left, right) || integer(right, left))) both.push('integer');
  return both;
}

/**
 * One schema that means both. `clashes` names the keywords that could not be joined: the first one's value is kept,
 * and the value is checked against the whole schema afterwards.
 */
export function mergeSchemas(a: SchemaNode, b: SchemaNode, clashes: Set<string>): SchemaNode {
  if (a === true) return b;
  if (b === true) return a;
  if (a === false || b === false) return false;
  const merged: JsonSchema = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const mine = merged[key];
    if (mine === undefined || NOTES.has(key)) merged[key] = value;
    else if (same(mine, value)) continue;
    else if (LARGER.has(key)) merged[key] = Math.max(Number(mine), Number(value));
    else if (SMALLER.has(key)) merged[key] = Math.min(Number(mine), Number(value));
    else if (key === 'type') merged[key] = types(mine, value);
    else if (key === 'required') merged[key] = [...new Set([...list(mine), ...list(value)])];
    else if (key === 'enum')
      merged[key] = list(mine).filter((item) => list(value).some((other) => same(item, other)));
    else if (key === 'allOf') merged[key] = [...list(mine), ...list(value)];
    else if (key === 'properties' || key === '$defs' || key === 'definitions')
      merged[key] = mergeMaps(
        mine as Record<string, SchemaNode>,
        value as Record<string, SchemaNode>,
        clashes,
      );
    else if (key === 'items' || key === 'additionalProperties' || key === 'propertyNames')
      merged[key] = mergeSchemas(mine as SchemaNode, value as SchemaNode, clashes);
    else clashes.add(key);
  }
  return merged;
}

function mergeMaps(
  a: Record<string, SchemaNode>,
  b: Record<string, SchemaNode>,
  clashes: Set<string>,
): Record<string, SchemaNode> {
  const merged = { ...a };
  for (const [name, schema] of Object.entries(b)) {
    const mine = merged[name];
    merged[name] = mine === undefined ? schema : mergeSchemas(mine, schema, clashes);
  }
  return merged;
}
