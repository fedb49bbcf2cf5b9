import fc from 'fast-check';
import { expect, test } from 'vitest';
import { combineStructured, nearestToAll } from './combine.ts';
import { conclude } from './conclude.ts';
import { sameJson } from './same-json.ts';
import { json, said } from './testing/said.ts';

const all = ['a', 'b', 'c'];
const schema = {
  type: 'object',
  properties: { intent: { enum: all }, slots: { type: 'object', propertyNames: { enum: ['x', 'y'] } } },
  required: ['intent', 'slots'],
};
const slots = (fields: object, confidence?: number) => json({ intent: 'a', slots: fields }, confidence);

test('who says what the vote made stands behind it, and the confidence falls with those who do not', () => {
  const verdict = combineStructured([slots({ x: '1' }), slots({ x: '1' }, 0.8), slots({}, 0.1)], schema, '');
  expect(verdict).toMatchObject({ text: '{"intent":"a","slots":{"x":"1"}}', finish: 'stop' });
  expect(verdict?.supporters).toHaveLength(2);
  expect(verdict?.confidence).toBeCloseTo(0.9 * (1.7 / 1.8));
});

test('what nobody gave whole is served when it fits the schema, else what the others come nearest to', () => {
  const one = slots({ x: '1' }, 0.5);
  expect(combineStructured([one, slots({ y: '2' }), slots({ x: '1', y: '3' })], schema, '')).toMatchObject({
    supporters: [],
  });
  const closed = { ...schema, not: { properties: { slots: { required: ['x', 'y'] } } } };
  const verdict = combineStructured(
    [one, slots({ y: '2' }, 0.6), slots({ x: '1', y: '3' }, 0.6)],
    closed,
    '',
  );
  expect(verdict?.supporters).not.toEqual([]);
});

test('what is cut off or no JSON has no vote; without any vote there is no verdict', () => {
  const cut = { ...slots({ x: '9' }, 1), finish: 'length' as const };
  expect(
    combineStructured([cut, slots({ x: '1' }, 0.1), said('{"in', { confidence: 1 })], schema, '')?.text,
  ).toBe('{"intent":"a","slots":{"x":"1"}}');
  expect(combineStructured([cut, said('no')], schema, '')).toBeUndefined();
  expect(combineStructured([], schema, '')).toBeUndefined();
});

test('prose: the one that the others come nearest to, the most fluent of equal ones', () => {
  const [a, b] = [said('it is Oslo', { fluency: -2 }), said('it is Oslo', { fluency: -1 })];
  expect(nearestToAll([said('quite another'), a, b])).toBe(b);
  expect(nearestToAll([])).toBeUndefined();
});

test('an answer that was cut off says so', () => {
  const heard = {
    proposals: [said('it is', { finish: 'length' })],
    settled: undefined,
    spared: 0,
    failure: undefined,
  };
  expect(conclude(heard, { model: 'moa', messages: [] }, '')?.verdict.finish).toBe('length');
});

const answer = fc.record({
  intent: fc.constantFrom(...all),
  slots: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2')),
});
const proposals = fc
  .array(fc.record({ value: answer, confidence: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) => list.map(({ value, confidence }) => json(value, confidence)));

test('property: a verdict fits the schema, is what its supporters say, and its confidence is a probability', () => {
  fc.assert(
    fc.property(proposals, (list) => {
      const verdict = combineStructured(list, schema, '');
      if (!verdict) throw new Error('no verdict');
      const value: unknown = JSON.parse(verdict.text);
      expect(all).toContain((value as { intent: string }).intent);
      expect(verdict.confidence).toBeGreaterThanOrEqual(0);
      expect(verdict.confidence).toBeLessThanOrEqual(1);
      for (const one of verdict.supporters) expect(sameJson(one.value)).toBe(sameJson(value));
    }),
  );
});
