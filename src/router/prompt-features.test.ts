import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUCKETS, PROMPT_FACTS, promptFacts, promptTerms } from './prompt-features.ts';

const fact = (text: string, name: (typeof PROMPT_FACTS)[number]): number =>
  promptFacts(text)[PROMPT_FACTS.indexOf(name)] ?? Number.NaN;

test('facts of a word problem', () => {
  const text = 'Ann has 1,200 coins, half of them gold. She sells 2.5% each day. How many are left?';
  expect(fact(text, 'fractions in words')).toBe(1);
  expect(fact(text, 'percent signs')).toBe(1);
  expect(fact(text, 'rates')).toBe(1);
  expect(fact(text, 'what is left')).toBe(1);
  expect(fact(text, 'questions of how many')).toBe(1);
  expect(fact(text, 'decimals')).toBe(1);
  expect(fact(text, 'log of the largest number')).toBeCloseTo(Math.log1p(1200), 12);
});

test('a number of any length is finite', () => {
  expect(promptFacts('9'.repeat(500)).every(Number.isFinite)).toBe(true);
});

test('any text has a finite number for every fact, and buckets within bounds, each once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const facts = promptFacts(text);
      expect(facts).toHaveLength(PROMPT_FACTS.length);
      expect(facts.every(Number.isFinite)).toBe(true);
      const { buckets, counts } = promptTerms(text);
      expect(new Set(buckets).size).toBe(buckets.length);
      expect([...buckets].every((bucket) => bucket >= 0 && bucket < BUCKETS)).toBe(true);
      expect([...counts].every((count) => count >= 1)).toBe(true);
    }),
  );
});

test('numbers of one length are one term; order of words matters', () => {
  expect(promptTerms('page 12')).toEqual(promptTerms('page 34'));
  expect(promptTerms('page 12')).not.toEqual(promptTerms('page 345'));
  expect(promptTerms('dog bites man')).not.toEqual(promptTerms('man bites dog'));
});
