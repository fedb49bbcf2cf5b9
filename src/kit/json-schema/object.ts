import type { JsonSchema } from '../../contract/index.ts';
import { type Conversion, SPACE } from './conversion.ts';
import { jsonLiteral, literal } from './gbnf.ts';
import { otherKeys } from './other-keys.ts';
import { isSchema, type SchemaNode } from './resolve.ts';
import { anyString } from './string.ts';

const map = (value: unknown): Record<string, SchemaNode> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, SchemaNode>)
    : {};

/** Names that `propertyNames` allows, where it lists them. */
function listedNames(schema: JsonSchema): string[] | undefined {
  const names = map(schema['propertyNames']);
  const listed = Array.isArray(names['enum'])
    ? names['enum']
    : names['const'] === undefined
      ? undefined
      : [names['const']];
  return listed?.filter((name) => typeof name === 'string');
}

/**
 * Grammar of an object schema. Properties come in the order of the schema; optional ones may be left out. Further
 * properties only where `additionalProperties` says so, or where the schema names none at all.
 */
export function objectGrammar(schema: JsonSchema, hint: string, conversion: Conversion): string {
  const { rules, visit, unheld } = conversion;
  const properties = map(schema['properties']);
  const required = new Set((Array.isArray(schema['required']) ? schema['required'] : []).map(String));
  const space = rules.add('space', SPACE);
  const extra = schema['additionalProperties'];
  const more: SchemaNode | undefined = isSchema(extra)
    ? extra === false
      ? undefined
      : extra
    : Object.keys(properties).length === 0 && schema['patternProperties'] === undefined
      ? true
      : undefined;
  const listed = listedNames(schema);
  if (schema['propertyNames'] !== undefined && listed === undefined) unheld('propertyNames');

  const members: { name: string; node: SchemaNode; needed: boolean }[] = [];
  const put = (name: string, node: SchemaNode): void => {
    if (listed && !listed.includes(name)) return;
    if (node === false) return;
    members.push({ name, node, needed: required.has(name) });
  };
  for (const [name, node] of Object.entries(properties)) put(name, node);
  for (const name of required) if (!Object.hasOwn(properties, name)) put(name, more ?? true);

  const pair = (key: string, value: string): string => `${key} ${space} ":" ${space} ${value}`;
  let open: string | undefined;
  const names = members.map(({ name }) => name);
  const free = listed?.filter((name) => !names.includes(name));
  if (more !== undefined && (free === undefined || free.length > 0)) {
    // Listed names come in any order, like open ones: an order of ours would keep a model from what it wants to say.
    const key = free
      ? rules.add(`${hint}-key`, free.map(jsonLiteral).join(' | '))
      : names.length === 0
        ? anyString(conversion)
        : rules.add(`${hint}-key`, otherKeys(names));
    open = rules.add(`${hint}-more`, pair(key, visit(more, `${hint}-value`)));
  }
  const comma = `"," ${space}`;
  // From the last member to the first: what may follow when nothing (`bare`) or something (`after`) is written already.
  let after = open === undefined ? '' : `(${comma} ${open})*`;
  let bare = open === undefined ? '' : `(${open} ${after})?`;
  for (const { name, node, needed } of members.toReversed()) {
    const key = jsonLiteral(name);
    const one = rules.add(`${hint}-${name}`, pair(key, visit(node, `${hint}-${name}`)));
    const rest = after === '' ? '' : ` ${rules.add(`${hint}-rest`, after)}`;
    bare = needed
      ? `${one}${rest}`
      : bare === ''
        ? `(${one}${rest})?`
        : `(${one}${rest} | ${rules.add(`${hint}-part`, bare)})`;
    after = needed ? `${comma} ${one}${rest}` : `(${comma} ${one})?${rest}`;
  }
  return rules.add(hint, `${literal('{')} ${space} ${bare} ${space} ${literal('}')}`);
}
