import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agree, settledBy } from './agree.ts';
import { similar } from './similar.ts';
import { json, said } from './testing/said.ts';

test('JSON agrees when it is the same, in whatever order its keys are', () => {
  expect(agree(json({ a: '1', b: '2' }), json({ b: '2', a: '1' }))).toBe(true);
  expect(agree(json({ a: ['1', '2'] }), json({ a: ['2', '1'] }))).toBe(false);
  expect(agree(json({ a: '1' }), said('{"a":"1"}'))).toBe(false);
});

test('prose agrees in nearly the same words', () => {
  expect(agree(said('The capital of Norway is Oslo.'), said('the capital of Norway is Oslo'))).toBe(true);
  expect(agree(said('It is Oslo.'), said('It is Bergen.'))).toBe(false);
  expect(agree(said('你好'), said('再见'))).toBe(false);
});

test('two that agree and are sure end it; unsure, cut off or alone they do not', () => {
  const [a, b, c] = [json({ x: 1 }), json({ x: 1 }), json({ x: 2 })];
  expect(settledBy([a, b], 0.7)).toEqual([a, b]);
  expect(settledBy([c, a, b], 0.7)).toEqual([a, b]);
  expect(settledBy([a, c], 0.7)).toBeUndefined();
  expect(settledBy([a], 0.7)).toBeUndefined();
  expect(settledBy([a, json({ x: 1 }, 0.69)], 0.7)).toBeUndefined();
  expect(settledBy([a, { ...b, finish: 'length' }], 0.7)).toBeUndefined();
  expect(settledBy([], 0)).toBeUndefined();
  expect(settledBy([a, { ...b, confidence: 0 }], 0)).toBeUndefined();
});

test('property: likeness is the same both ways, at most 1, and 1 for a text and itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(similar(a, b)).toBe(similar(b, a));
      expect(similar(a, b)).toBeGreaterThanOrEqual(0);
      expect(similar(a, b)).toBeLessThanOrEqual(1);
      expect(similar(a, a)).toBe(1);
    }),
  );
});
