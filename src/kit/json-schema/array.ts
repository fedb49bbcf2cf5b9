import type { JsonSchema } from '../../contract/index.ts';
import { type Conversion, SPACE } from './conversion.ts';
import { repeat } from './gbnf.ts';
import { isSchema, type SchemaNode } from './resolve.ts';

const MOST_ITEMS = 256;

/** Grammar of an array schema: `prefixItems`, `items`, `minItems`, `maxItems`. */
export function arrayGrammar(schema: JsonSchema, hint: string, conversion: Conversion): string {
  const { rules, visit, unheld } = conversion;
  const tuple = (Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : []).filter(isSchema);
  const given = schema['items'];
  const items: SchemaNode = isSchema(given) ? given : true;
  const min = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
  const wanted = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : undefined;
  if (min > MOST_ITEMS) unheld('minItems');
  if (wanted !== undefined && wanted > MOST_ITEMS) unheld('maxItems');
  const max = wanted === undefined || wanted > MOST_ITEMS ? undefined : wanted;
  const least = Math.min(min, MOST_ITEMS);
  const space = rules.add('space', SPACE);
  const comma = `"," ${space}`;

  // The rest behind the tuple; it may be absent where the tuple alone is long enough.
  const open = items !== false && (max === undefined || max > tuple.length);
  const item = open ? visit(items, `${hint}-item`) : '';
  const behind = (already: number): string => {
    if (!open) return '';
    const [from, to] = [Math.max(0, least - already), max === undefined ? undefined : max - already];
    if (already > 0) return repeat(`(${comma} ${item})`, from, to);
    const more = repeat(`(${comma} ${item})`, Math.max(0, from - 1), to === undefined ? undefined : to - 1);
    return from === 0 ? `(${item} ${more})?` : `${item} ${more}`;
  };
  const places = tuple.slice(0, max ?? tuple.length);
  let body = behind(places.length);
  for (let index = places.length - 1; index >= 0; index--) {
    const one = `${index === 0 ? '' : `${comma} `}${visit(places[index] ?? true, `${hint}-${index}`)} ${body}`;
    body = index >= least ? `(${one})?` : one;
  }
  return rules.add(hint, `"[" ${space} ${body} ${space} "]"`);
}
