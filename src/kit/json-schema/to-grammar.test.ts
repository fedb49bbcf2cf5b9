import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { isSpan } from './span.ts';
import { sampleGrammar } from './testing/gbnf-sampler.ts';
import { anySchema } from './testing/any-schema.ts';
import { schemaToGrammar } from './to-grammar.ts';
import { validateJson } from './validate.ts';

function samples(schema: Parameters<typeof schemaToGrammar>[0], count = 60, spanText?: string): string[] {
  const { grammar } = schemaToGrammar(schema, spanText === undefined ? {} : { spanText });
  const next = createRandom(7);
  return Array.from({ length: count }, () => sampleGrammar(grammar, next));
}

test.each<[string, Parameters<typeof schemaToGrammar>[0]]>([
  [
    'required and optional',
    {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'integer' }, c: { type: 'boolean' } },
      required: ['b'],
    },
  ],
  [
    'all optional',
    {
      type: 'object',
      properties: { a: { type: 'null' }, b: { type: 'number' } },
      additionalProperties: false,
    },
  ],
  [
    'required but not described',
    { type: 'object', properties: {}, required: ['x'], additionalProperties: { type: 'integer' } },
  ],
  [
    'additional',
    {
      type: 'object',
      properties: { ab: { type: 'integer' }, abc: { type: 'integer' } },
      additionalProperties: { type: 'string' },
    },
  ],
  [
    'listed names',
    {
      type: 'object',
      propertyNames: { enum: ['x', 'y'] },
      additionalProperties: { type: 'string', maxLength: 3 },
    },
  ],
  [
    'array bounds',
    { type: 'array', items: { type: 'integer', minimum: 3, maximum: 7 }, minItems: 2, maxItems: 4 },
  ],
  [
    'tuple',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 1 },
  ],
  [
    'tuple with rest',
    { type: 'array', prefixItems: [{ type: 'null' }], items: { type: 'boolean' }, minItems: 3, maxItems: 5 },
  ],
  ['empty array', { type: 'array', maxItems: 0 }],
  ['enum of all types', { enum: ['a"b', 1, null, true, { x: [1] }] }],
  [
    'anyOf with base',
    {
      type: 'object',
      properties: { k: { type: 'string' } },
      required: ['k'],
      anyOf: [
        { required: ['a'], properties: { a: { type: 'integer' } } },
        { properties: { k: { const: 'z' } } },
      ],
    },
  ],
  [
    'allOf',
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'integer', minimum: 2 } }, required: ['a'] },
        { properties: { a: { maximum: 4 }, b: { type: 'string' } }, required: ['b'] },
      ],
    },
  ],
  [
    'recursion',
    {
      $defs: {
        node: {
          type: 'object',
          properties: {
            v: { type: 'integer' },
            next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
          },
          required: ['v', 'next'],
          additionalProperties: false,
        },
      },
      $ref: '#/$defs/node',
    },
  ],
  ['length', { type: 'string', minLength: 2, maxLength: 5 }],
  ['pattern', { type: 'string', pattern: '^[A-Z]{2,3}-\\d+(?:\\.\\d{2})?$' }],
  ['open pattern', { type: 'string', pattern: 'a"\\\\[^x]|b$' }],
  ['nullable', { type: 'string', nullable: true, enum: ['a', null] }],
  ['types', { type: ['integer', 'string', 'null'], minimum: 5, maxLength: 2 }],
  ['date', { type: 'string', format: 'date' }],
  ['time', { type: 'string', format: 'time' }],
  ['date-time', { type: 'string', format: 'date-time' }],
  ['uuid', { type: 'string', format: 'uuid' }],
  ['email', { type: 'string', format: 'email' }],
  ['ipv4', { type: 'string', format: 'ipv4' }],
  ['no type', { properties: { a: { minimum: 1, maximum: 3 } }, required: ['a'] }],
  ['anything', {}],
  [
    'names that need escapes',
    {
      type: 'object',
      properties: { 'x"y': { type: 'integer' }, 'a\\b': { type: 'null' } },
      required: ['x"y', 'a\\b'],
    },
  ],
])('%s: whatever the grammar lets through fits the schema', (_name, schema) => {
  for (const text of samples(schema))
    expect([text, validateJson(schema, JSON.parse(text))]).toEqual([text, undefined]);
});

test('random schemas: whatever the grammar lets through fits', () => {
  fc.assert(
    fc.property(anySchema(), fc.integer({ min: 0, max: 2 ** 31 }), (schema, seed) => {
      const { grammar, unheld } = schemaToGrammar(schema);
      expect(unheld).toEqual([]);
      const next = createRandom(seed);
      for (let count = 0; count < 5; count++) {
        const text = sampleGrammar(grammar, next);
        expect([text, validateJson(schema, JSON.parse(text))]).toEqual([text, undefined]);
      }
    }),
    { numRuns: 150 },
  );
});

const bound = fc.oneof(
  fc.integer({ min: -2000, max: 2000 }),
  fc.double({ min: -50, max: 50, noNaN: true }).map((n) => Math.round(n * 100) / 100),
);
test('numbers stay inside their bounds and have no exponent', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('integer', 'number'),
      bound,
      fc.integer({ min: 1, max: 300 }),
      fc.boolean(),
      fc.boolean(),
      fc.nat(),
      (type, low, width, openLow, openHigh, seed) => {
        const schema = {
          type,
          [openLow ? 'exclusiveMinimum' : 'minimum']: low,
          [openHigh ? 'exclusiveMaximum' : 'maximum']: low + width + 1,
        };
        const { grammar } = schemaToGrammar(schema);
        const next = createRandom(seed);
        for (let count = 0; count < 8; count++) {
          const text = sampleGrammar(grammar, next);
          expect([text, validateJson(schema, JSON.parse(text))]).toEqual([text, undefined]);
          expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        }
      },
    ),
  );
});

test('one-sided bounds, and every value of a small range can be written', () => {
  for (const text of samples({ type: 'number', exclusiveMinimum: 0 }))
    expect(Number(text)).toBeGreaterThan(0);
  for (const text of samples({ type: 'integer', maximum: -3 })) expect(Number(text)).toBeLessThanOrEqual(-3);
  const seen = new Set(samples({ type: 'integer', minimum: -11, maximum: 12 }, 2000).map(Number));
  expect(seen.size).toBe(24);
  expect(new Set(samples({ type: 'integer', minimum: 1, maximum: 20, multipleOf: 7 }))).toEqual(
    new Set(['7', '14']),
  );
});

test('spans are words of the message, edge punctuation aside', () => {
  const message = 'Play  "Norah Jones", by (me) — now!';
  const schema = { type: 'string', 'x-nearmost-span': true };
  const seen = new Set(samples(schema, 3000, message).map((text) => String(JSON.parse(text))));
  expect(seen).toContain('Norah Jones');
  expect(seen).toContain('"Norah Jones",');
  expect(seen).toContain('me) — now');
  for (const text of seen) expect([text, isSpan(text, message)]).toEqual([text, true]);
  for (const stray of ['Nora', 'Jones by', 'lay', 'Norah  Jones', ''])
    expect(isSpan(stray, message)).toBe(false);
  expect(validateJson(schema, 'Norah', message)).toBeUndefined();
  expect(validateJson({ properties: { a: schema } }, { a: 'Ella' }, message)).toContain('#/a');
});

test('what the grammar cannot hold is named', () => {
  const { unheld } = schemaToGrammar({
    type: 'object',
    properties: {
      a: { type: 'string', pattern: '(?=x)\\bx' },
      b: { type: 'array', uniqueItems: true },
      c: { not: { type: 'null' } },
    },
  });
  expect(unheld.toSorted()).toEqual(['not', 'pattern', 'uniqueItems']);
});

test.each([
  [false],
  [{ type: 'strnig' }],
  [{ type: 'integer', minimum: 3, maximum: 2 }],
  [{ $ref: 'https://example.com/schema' }],
  [{ $ref: '#/$defs/none' }],
  [{ enum: [] }],
])('a schema that nothing fits is refused: %j', (schema) => {
  expect(() => schemaToGrammar(schema)).toThrow(expect.objectContaining({ code: 'invalid_schema' }));
});

const broken = '([';
test.each([
  [{ type: 'string', pattern: broken }],
  [{ type: 'object', patternProperties: { [broken]: {} } }],
  [{ type: 'object', patternProperties: { '^a': { pattern: broken } } }],
  [{ type: 'object', properties: { properties: { type: 'array', items: { pattern: broken } } } }],
  [{ not: { pattern: broken } }],
  [{ anyOf: [{ type: 'null' }, { $ref: '#/$defs/a' }], $defs: { a: { type: 'string', pattern: broken } } }],
])('a regular expression that is none is refused: %j', (schema) => {
  expect(() => schemaToGrammar(schema)).toThrow(
    expect.objectContaining({ code: 'invalid_schema', hint: expect.stringContaining('"(["') }),
  );
});

test.each([
  [{ type: 'string', pattern: '^\\d{3}\\-\\d[a\\-\\_]\\@\\ $' }, '123-4_@ ', '123-4b@ '],
  [{ type: 'object', patternProperties: { '^a\\-b$': { type: 'null' } } }, { 'a-b': null }, { 'a-b': 1 }],
])('escapes without need are read as they are meant: %j', (schema, good, bad) => {
  expect(() => schemaToGrammar(schema)).not.toThrow();
  expect(validateJson(schema, good)).toBeUndefined();
  expect(validateJson(schema, bad)).toBeDefined();
});

test('data and names that look like broken expressions are none', () => {
  const schema = {
    type: 'object',
    properties: { pattern: { const: { pattern: broken } }, b: { enum: [{ pattern: broken }] } },
    default: { pattern: broken },
  };
  expect(() => schemaToGrammar(schema)).not.toThrow();
  expect(validateJson(schema, { pattern: { pattern: broken }, b: { pattern: broken } })).toBeUndefined();
});

test('listed names come in any order: a model says them as they stand in the text', () => {
  const names = new Set(
    samples({
      type: 'object',
      propertyNames: { enum: ['date', 'time'] },
      additionalProperties: { type: 'integer', minimum: 1, maximum: 1 },
    }).map((text) => Object.keys(JSON.parse(text) as object).join()),
  );
  expect(names).toContain('time,date');
  expect(names).toContain('date,time');
});

test('a span may end before an apostrophe', () => {
  const text = "play Miles's album from St. Louis.";
  const found = new Set(
    samples({ type: 'string', 'x-nearmost-span': true }, 400, text).map((json) => JSON.parse(json) as string),
  );
  for (const span of ['Miles', "Miles's", "Miles's album", 'play Miles', 'St. Louis'])
    expect(found, span).toContain(span);
  for (const span of found) expect(isSpan(span, text), span).toBe(true);
  for (const wrong of ['Miles album', 'Mile', "'s album", 's'])
    expect(isSpan(wrong, text), wrong).toBe(false);
});
