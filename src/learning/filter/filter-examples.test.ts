import { array, assert, constantFrom, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Example } from '../example.ts';
import { exampleOf } from '../testing/example-of.ts';
import { countReasons, filterExamples, type FilterRules } from './filter-examples.ts';

const toExamples = (pairs: readonly (readonly [input: string, output: string])[]): Example[] =>
  pairs.map(([input, output], i) =>
    exampleOf(input, output, { id: i + 1, skill: 'test', at: i, label: 'personal' }),
  );

const reasons = (
  pairs: readonly (readonly [string, string])[],
  rules?: FilterRules,
): Record<number, string> =>
  Object.fromEntries(
    filterExamples(toExamples(pairs), rules).dropped.map(({ example, reason }) => [example.id, reason]),
  );

const json: [string, string][] = [
  'red',
  'blue',
  'green',
  'white',
  'black',
  'brown',
  'grey',
  'pink',
  'gold',
].map((colour) => [`paint it ${colour}`, `{"colour":"${colour}"}`]);
const schema = { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] };

describe('one example by itself', () => {
  test.each<[string, [string, string], FilterRules, string | undefined]>([
    ['sound', ['hello', 'hi'], {}, undefined],
    ['no input', [' \n', 'hi'], {}, 'empty'],
    ['no answer', ['hello', ''], {}, 'empty'],
    ['long input', ['x'.repeat(11), 'hi'], { maxInput: 10 }, 'too long'],
    ['long answer', ['hello', 'x'.repeat(11)], { maxOutput: 10 }, 'too long'],
    ['refused', ['hello', "I'm sorry, but I can't help with that."], {}, 'the teacher refused'],
    ['fits the schema', ['x', '{"colour":"red"}'], { schema }, undefined],
    ['fits it between fences', ['x', '```json\n{"colour":"red"}\n```'], { schema }, undefined],
    ['does not fit', ['x', '{"color":"red"}'], { schema }, 'does not fit the schema'],
    ['is no JSON', ['x', 'red'], { schema }, 'no JSON where the others are'],
    ['says the same again', ['x', '{"a":1,"b":2}'], { askedAgain: () => ['{"b": 2, "a": 1}'] }, undefined],
    ['half say the same', ['x', 'a'], { askedAgain: () => ['b', 'a'] }, undefined],
    [
      'says otherwise',
      ['x', 'a'],
      { askedAgain: () => ['b', 'c', 'a'] },
      'the teacher says otherwise when asked again',
    ],
    [
      'all must say the same',
      ['x', 'a'],
      { askedAgain: () => ['b', 'a'], minAgreement: 1 },
      'the teacher says otherwise when asked again',
    ],
    ['judged right', ['x', 'a'], { judge: () => true }, undefined],
    ['not judged', ['x', 'a'], { judge: () => undefined }, undefined],
    ['judged wrong', ['x', 'a'], { judge: () => false }, 'the judge found it wrong'],
  ])('%s', (_, pair, rules, reason) => {
    expect(reasons([pair], rules)[1]).toBe(reason);
  });
});

describe('one example among others', () => {
  test('prose where nine of ten answers are JSON goes; among prose it stays', () => {
    expect(reasons([...json, ['paint it', 'which colour?']])).toEqual({ 10: 'no JSON where the others are' });
    expect(reasons([...json.slice(0, 3), ['a', 'which?'], ['b', 'what?']])).toEqual({});
  });

  test('of exact duplicates the newest stays; JSON is compared as a value', () => {
    expect(
      reasons([
        ['x', '{"a":1,"b":2}'],
        ['y', 'z'],
        ['x ', '{"b":2, "a":1}'],
        ['x', '{"a":1,"b":2}'],
      ]),
    ).toEqual({
      1: 'exact duplicate',
      3: 'exact duplicate',
    });
  });

  test('near duplicates go where the answer is the same', () => {
    const pairs: [string, string][] = [
      ['Where is my parcel?', 'parcels'],
      ['where is my parcel', 'parcels'],
    ];
    expect(reasons(pairs)).toEqual({ 1: 'near duplicate' });
    expect(reasons(pairs, { nearDuplicate: 2 })).toEqual({});
    expect(
      reasons([
        ['Where is my parcel?', 'bills'],
        ['where is my parcel', 'parcels'],
      ]),
    ).toEqual({});
  });

  test('contradictions', () => {
    expect(
      reasons([
        ['x', 'a'],
        ['x', 'b'],
      ]),
    ).toEqual({
      1: 'answers to the same input contradict each other',
      2: 'answers to the same input contradict each other',
    });
    expect(
      reasons([
        ['x', 'a'],
        ['x', 'b'],
        ['x', 'b'],
      ]),
    ).toEqual({
      1: 'newer answers to the same input differ',
      2: 'exact duplicate',
    });
  });

  test('what is unsound does not vote', () => {
    expect(
      reasons([
        ['x', 'a'],
        ['x', "I'm sorry, I can't help with that."],
      ]),
    ).toEqual({ 2: 'the teacher refused' });
  });
});

test('every example is kept once or dropped once, in order, and counted', () => {
  const part = constantFrom('', 'a', 'A ', 'b', '{"a":1}', '{ "a": 1 }', 'I cannot help.', '{', '[]');
  assert(
    property(array(record({ input: part, output: part }), { maxLength: 30 }), (rows) => {
      const examples = toExamples(rows.map(({ input, output }) => [input, output]));
      const filtered = filterExamples(examples);
      const ids = [...filtered.kept, ...filtered.dropped.map(({ example }) => example)].map(({ id }) => id);
      expect(ids.sort((a, b) => a - b)).toEqual(examples.map(({ id }) => id));
      expect(filtered.kept.map(({ id }) => id)).toEqual(
        filtered.kept.map(({ id }) => id).sort((a, b) => a - b),
      );
      const counted = Object.values(countReasons(filtered)).reduce((sum, count) => sum + count, 0);
      expect(counted).toBe(filtered.dropped.length);
    }),
    { numRuns: 100 },
  );
});

test('filtering what was kept drops nothing more', () => {
  const { kept } = filterExamples(toExamples([...json, ...json, ['paint it red!', '{"colour":"red"}']]));
  expect(filterExamples(kept).dropped).toEqual([]);
});
