import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { nearDuplicates, similarity } from './near-duplicates.ts';

const inGroup = (texts: readonly string[]): { text: string; group: string }[] =>
  texts.map((text) => ({ text, group: 'a' }));

test('case, spaces and closing marks make no difference; words do', () => {
  expect(similarity('Where is my parcel?', 'where is  my parcel')).toBe(1);
  expect(similarity('turn the light on', 'turn the light off')).toBeLessThan(0.9);
  expect(similarity('one thing', 'quite another')).toBeLessThan(0.2);
});

test('the older of two is dropped, and of three the older two', () => {
  const texts = inGroup([
    'Where is my parcel?',
    'my invoice is wrong',
    'where is my parcel',
    'Where is my parcel!',
  ]);
  expect(nearDuplicates(texts, 0.9)).toEqual([true, false, true, false]);
});

test('texts with different answers are never near duplicates', () => {
  const [first, second] = inGroup(['turn on the light', 'turn on the light']);
  expect(nearDuplicates([{ ...first!, group: 'b' }, second!], 0.9)).toEqual([false, false]);
});

test('above 1 nothing is dropped', () => {
  expect(nearDuplicates(inGroup(['a', 'a']), 1.1)).toEqual([false, false]);
});

test('any text is wholly like itself, and so found', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(similarity(text, text)).toBe(1);
      expect(nearDuplicates(inGroup([text, text]), 1)).toEqual([true, false]);
    }),
    { numRuns: 50 },
  );
});
