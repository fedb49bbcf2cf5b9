import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactKey } from '../students/memo/wording.ts';
import { fieldAgreement, profileOf, wholeAgreement } from './agreement.ts';
import { stepOf, weighByTraffic } from '../../kit/stats/by-traffic.ts';
import { checkRegression } from './regression.ts';
import { holdOutRecent, splitFolds } from './split.ts';

test.each([
  [' play ', 'play', 1, 1],
  ['Play', 'play', 0, 0],
  ['{"a":1,"b":[1,2]}', '{ "b": [1,2], "a": 1 }', 1, 1],
  ['{"a":1,"b":2}', '{"a":1,"b":3}', 0, 0.5],
  ['{"a":[1,2]}', '{"a":[2,1]}', 0, 1],
  ['{"a":[1,1]}', '{"a":[1]}', 0, 2 / 3],
  ['{"a":{"b":"x"}}', '{"a":{"c":"x"}}', 0, 0],
  ['{}', '{"a":1}', 0, 0],
  ['{}', '[]', 0, 0],
  ['{"a":1', '{"a":1', 1, 1],
  ['', '{"a":1}', 0, 0],
])('agreement of %s with %s: whole %f, fields %f', (answer, truth, whole, fields) => {
  expect(wholeAgreement(answer, truth)).toBe(whole);
  expect(fieldAgreement(answer, truth)).toBeCloseTo(fields, 12);
});

test('field agreement is the same both ways, and 1 of an answer with itself', () => {
  const json = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 });
  fc.assert(
    fc.property(json, json, (a, b) => {
      const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
      expect(fieldAgreement(left, right)).toBeCloseTo(fieldAgreement(right, left), 12);
      expect(fieldAgreement(left, left)).toBe(1);
    }),
  );
});

const rows = (outputs: string[]): { input: string; output: string }[] =>
  outputs.map((output, i) => ({ input: `input ${i}`, output }));

test('what the answers of a skill look like', () => {
  expect(profileOf([])).toEqual({ examples: 0, distinct: 0, kind: 'labels', repeats: 0 });
  expect(profileOf(rows(['a', 'b', 'a', 'a'])).kind).toBe('labels');
  expect(profileOf(rows(['{"a":1}', '{"a": 1}', 'x']))).toMatchObject({ kind: 'json', distinct: 2 });
  expect(profileOf(rows(['a', 'b', 'c', 'd', 'e'])).kind).toBe('text');
  expect(profileOf(rows(Array.from({ length: 9 }, () => 'long '.repeat(30)))).kind).toBe('text');
  expect(profileOf([...rows(['a']), ...rows(['a'])]).repeats).toBe(0.5);
});

test('folds keep every example once, and a wording in one fold', () => {
  const asked = fc.array(fc.record({ input: fc.constantFrom('A', 'a', 'b', 'B!', 'c', 'd d', 'D  d', 'e') }));
  fc.assert(
    fc.property(asked, fc.integer({ min: 1, max: 5 }), (examples, folds) => {
      const parts = splitFolds(examples, folds, 3);
      expect(parts.flat().length).toBe(examples.length);
      const seen = parts.map((part) => new Set(part.map(({ input }) => exactKey(input))));
      const distinct = new Set(examples.map(({ input }) => exactKey(input)));
      expect(seen.reduce((sum, keys) => sum + keys.size, 0)).toBe(distinct.size);
      expect(parts).toEqual(splitFolds(examples, folds, 3));
    }),
  );
});

test('the most recent are held out, and what they ask is not learned from', () => {
  const examples = ['a', 'b', 'c', 'B.', 'd'].map((input) => ({ input }));
  expect(holdOutRecent(examples, 0.4)).toEqual({
    train: [{ input: 'a' }, { input: 'c' }],
    held: [{ input: 'B.' }, { input: 'd' }],
  });
});

test('weights follow the traffic, whatever was labelled', () => {
  // Sure answers are 90 % of the traffic, but only a tenth of the labels.
  const judged = Array.from({ length: 600 }, (_, i) => ({ confidence: i < 60 ? 0.9 : 0.2, score: 1 }));
  const traffic = Array.from({ length: 100 }, () => 0);
  traffic[stepOf(0.9, 100)] = 900;
  traffic[stepOf(0.2, 100)] = 100;
  const weighed = weighByTraffic(judged, traffic);
  const sum = (from: number): number =>
    weighed.filter(({ confidence }) => confidence >= from).reduce((all, { weight = 1 }) => all + weight, 0);
  expect(sum(0)).toBeCloseTo(600, 6);
  expect(sum(0.5) / sum(0)).toBeCloseTo(0.9, 6);
});

test('weights sum to the number of answers whose traffic is known, and stay as they are without traffic', () => {
  const confidences = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 300 });
  fc.assert(
    fc.property(confidences, (list) => {
      const judged = list.map((confidence) => ({ confidence, score: 1 }));
      const even = Array.from({ length: 100 }, () => 1);
      const total = weighByTraffic(judged, even).reduce((all, { weight = 1 }) => all + weight, 0);
      expect(total).toBeCloseTo(list.length, 6);
      expect(weighByTraffic(judged, [])).toEqual(judged);
    }),
  );
});

test.each([
  ['the same', [1, 0, 1, 1], [1, 0, 1, 1], true],
  ['better', [1, 0, 0, 0], [1, 1, 1, 0], true],
  ['one of a hundred worse', [...Array<number>(100).fill(1)], [0, ...Array<number>(99).fill(1)], true],
  ['the mean falls', [1, 1, 1, 1], [1, 1, 1, 0], false],
  ['many a trifle worse', Array<number>(50).fill(1), Array<number>(50).fill(0.99), true],
  ['all a little worse', Array<number>(50).fill(1), Array<number>(50).fill(0.97), false],
  [
    'a third clearly worse, one much better',
    Array<number>(30).fill(0.5),
    Array.from({ length: 30 }, (_, i) => (i === 0 ? 1 : i < 12 ? 0.47 : 0.5)),
    false,
  ],
])('general set: %s', (_, before, after, ok) => {
  expect(checkRegression(before, after)).toMatchObject({ ok });
});

test('unequal lists cannot be compared', () => {
  expect(() => checkRegression([1], [1, 1])).toThrow(RangeError);
});
