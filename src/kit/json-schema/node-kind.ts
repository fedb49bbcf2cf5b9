/** What an object inside a schema is: a schema, schemas by name (or by pattern), or data that may look like anything. */
export type NodeKind = 'schema' | 'names' | 'patterns' | 'data';

const NAMES = new Set(['properties', '$defs', 'definitions', 'dependentSchemas']);
const DATA = new Set(['const', 'enum', 'default', 'examples']);

/** The kind of the value below a key. */
export function kindBelow(kind: NodeKind, key: string): NodeKind {
  if (kind === 'data') return 'data';
  if (kind !== 'schema') return 'schema';
  if (key === 'patternProperties') return 'patterns';
  return NAMES.has(key) ? 'names' : DATA.has(key) ? 'data' : 'schema';
}
