import type { JsonSchema } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';
import { arrayGrammar } from './array.ts';
import { checkPatterns } from './check-patterns.ts';
import type { Conversion } from './conversion.ts';
import { createRules, either, jsonLiteral } from './gbnf.ts';
import { mergeSchemas } from './merge.ts';
import { type Bounds, integerGrammar, numberGrammar } from './number.ts';
import { objectGrammar } from './object.ts';
import { isSchema, resolveRef, type SchemaNode } from './resolve.ts';
import { anyString, stringGrammar } from './string.ts';

/** A grammar and what it does not hold. */
export interface SchemaGrammar {
  /** GBNF, starting at `root`. */
  grammar: string;
  /** Keywords that are only checked afterwards; empty: whatever the grammar lets through fits the schema. */
  unheld: string[];
}

/** Options of {@link schemaToGrammar}. */
export interface GrammarOptions {
  /** Text that strings with `"x-nearmost-span": true` are taken from. */
  spanText?: string;
}

const CHECKED_ONLY = [
  'not',
  'if',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'patternProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'uniqueItems',
  'contains',
  'minProperties',
  'maxProperties',
  'oneOf',
];
const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const;
const MOST_SCHEMAS = 5000;
const MOST_DEPTH = 100;

const HINTS: readonly (readonly [string, readonly string[]])[] = [
  [
    'object',
    [
      'properties',
      'required',
      'additionalProperties',
      'propertyNames',
      'patternProperties',
      'minProperties',
      'maxProperties',
    ],
  ],
  ['array', ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains']],
  ['string', ['minLength', 'maxLength', 'pattern', 'format', 'x-nearmost-span']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** The types a schema means; a schema without `type` means those that its keywords speak of. */
function typesOf(schema: JsonSchema): string[] {
  const named = schema['type'];
  const types = Array.isArray(named) ? named.map(String) : typeof named === 'string' ? [named] : [];
  if (types.length === 0)
    types.push(
      ...HINTS.filter(([, keys]) => keys.some((key) => schema[key] !== undefined)).map(([type]) => type),
    );
  if (types.length > 0 && schema['nullable'] === true && !types.includes('null')) types.push('null');
  return types;
}

/**
 * Converts a JSON Schema to GBNF that lets through only values of the schema, apart from the keywords in `unheld`.
 * Objects keep the order of their properties; numbers have no exponent.
 * @throws NearmostError `invalid_schema` for a schema that nothing fits, or that is wrong in itself.
 * @example schemaToGrammar({ type: 'object', properties: { n: { type: 'integer', minimum: 1 } }, required: ['n'] })
 */
export function schemaToGrammar(schema: SchemaNode, options: GrammarOptions = {}): SchemaGrammar {
  const rules = createRules();
  const root: JsonSchema = typeof schema === 'boolean' ? {} : schema;
  const unheld = new Set<string>();
  const refs = new Map<string, string>();
  let [seen, depth] = [0, 0];

  const conversion: Conversion = {
    root,
    rules,
    spanText: options.spanText,
    visit,
    any,
    unheld: (key) => void unheld.add(key),
  };
  const nothing = (hint: string, why: string): NearmostError =>
    new NearmostError('invalid_schema', `No value fits the schema at "${hint}": ${why}.`, {
      param: 'response_format',
    });

  function any(): string {
    const known = refs.get('any value');
    if (known !== undefined) return known;
    const name = rules.reserve('value');
    refs.set('any value', name);
    const parts = ['object', 'array'].map((type) => visit({ type }, `any-${type}`));
    rules.set(
      name,
      [...parts, anyString(conversion), numberRule({}), '"true"', '"false"', '"null"'].join(' | '),
    );
    return name;
  }

  function numberRule(bounds: Bounds): string {
    return rules.add('number', numberGrammar(bounds).body ?? '"0"');
  }

  function visit(node: SchemaNode, hint: string): string {
    if (node === true) return any();
    if (node === false) throw nothing(hint, 'it is false');
    if (!isSchema(node)) throw nothing(hint, 'it is no schema');
    if (++seen > MOST_SCHEMAS || depth > MOST_DEPTH)
      throw new NearmostError('invalid_schema', 'The schema is too large or too deep.', {
        param: 'response_format',
      });
    depth++;
    try {
      return convert(node, hint);
    } finally {
      depth--;
    }
  }

  function convert(schema: JsonSchema, hint: string): string {
    for (const key of CHECKED_ONLY) if (schema[key] !== undefined && schema[key] !== false) unheld.add(key);
    if (typeof schema['$ref'] === 'string') return reference(schema, schema['$ref'], hint);
    if (Array.isArray(schema['allOf'])) {
      const { allOf, ...base } = schema;
      return visit(joined(base, (allOf as unknown[]).filter(isSchema)), hint);
    }
    const choices = schema['anyOf'] ?? schema['oneOf'];
    if (Array.isArray(choices) && choices.length > 0) {
      const { anyOf: _any, oneOf: _one, ...base } = schema;
      const parts = choices
        .filter(isSchema)
        .map((choice, index) => visit(joined(base, [choice]), `${hint}-${index + 1}`));
      return rules.add(hint, parts.join(' | '));
    }
    if ('const' in schema) return rules.add(hint, jsonLiteral(schema['const']));
    if (Array.isArray(schema['enum'])) return enumeration(schema, schema['enum'], hint);
    const types = typesOf(schema);
    if (types.length === 0) return Array.isArray(schema['type']) ? fail(hint) : any();
    const parts = types.map((type) => ofType(schema, type, types.length === 1 ? hint : `${hint}-${type}`));
    return rules.add(hint, either(parts));
  }

  function fail(hint: string): never {
    throw nothing(hint, 'its types exclude each other');
  }

  function reference(schema: JsonSchema, ref: string, hint: string): string {
    const { $ref: _ref, $defs: _defs, definitions: _definitions, ...beside } = schema;
    const target = resolveRef(root, ref);
    const plain = Object.keys(beside).every((key) =>
      ['title', 'description', 'default', 'examples'].includes(key),
    );
    if (!plain) {
      if (typeof target === 'object' && typeof target['$ref'] === 'string') unheld.add('$ref');
      return visit(joined(beside, [target]), hint);
    }
    const known = refs.get(ref);
    if (known !== undefined) return known;
    const name = rules.reserve(ref.split('/').at(-1) || 'ref');
    refs.set(ref, name);
    rules.set(name, visit(target, `${name}-of`));
    return name;
  }

  function joined(base: SchemaNode, others: SchemaNode[]): SchemaNode {
    const clashes = new Set<string>();
    const follow = (node: SchemaNode, steps = 0): SchemaNode => {
      if (typeof node === 'boolean' || typeof node['$ref'] !== 'string' || steps > 32) return node;
      const { $ref, ...beside } = node;
      return mergeSchemas(follow(resolveRef(root, $ref), steps + 1), beside, clashes);
    };
    const alone = Object.keys(base as JsonSchema).length === 0 && others.length === 1;
    if (alone) return others[0] ?? true;
    const merged = others.reduce((sum, node) => mergeSchemas(sum, follow(node), clashes), base);
    for (const key of clashes) unheld.add(key);
    return merged;
  }

  function enumeration(schema: JsonSchema, values: unknown[], hint: string): string {
    const types = typesOf({ type: schema['type'], nullable: schema['nullable'] });
    const fits = values.filter(
      (value) =>
        types.length === 0 ||
        types.includes(typeName(value)) ||
        (Number.isInteger(value) && types.includes('integer')),
    );
    if (fits.length === 0) throw nothing(hint, 'its enum is empty');
    return rules.add(hint, fits.map(jsonLiteral).join(' | '));
  }

  function ofType(schema: JsonSchema, type: string, hint: string): string {
    if (type === 'object') return objectGrammar(schema, hint, conversion);
    if (type === 'array') return arrayGrammar(schema, hint, conversion);
    if (type === 'string') return stringGrammar(schema, hint, conversion);
    if (type === 'boolean') return rules.add('boolean', '"true" | "false"');
    if (type === 'null') return '"null"';
    if (type !== 'integer' && type !== 'number')
      throw nothing(hint, `there is no type "${type}"; known are ${TYPES.join(', ')}`);
    const { body, exact } = (type === 'integer' ? integerGrammar : numberGrammar)(schema);
    if (body === undefined) throw nothing(hint, 'its bounds exclude each other');
    if (!exact) unheld.add('multipleOf');
    return rules.add(type, body);
  }

  const body = visit(schema, 'answer');
  checkPatterns(schema);
  return { grammar: rules.print(body), unheld: [...unheld] };
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
