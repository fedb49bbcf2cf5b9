import { expect, test } from 'vitest';
import { contradictions } from './contradictions.ts';
import { REASONS } from './reasons.ts';

const [old, both] = [REASONS.contradicted, REASONS.contradictory];

test.each([
  ['equal answers stay', ['a', 'a', 'a'], [undefined, undefined, undefined]],
  ['two that differ both go', ['a', 'b'], [both, both]],
  ['the majority stays', ['a', 'b', 'a'], [undefined, old, undefined]],
  [
    'only the newest five vote',
    ['a', 'a', 'a', 'a', 'b', 'b', 'b'],
    [old, old, old, old, undefined, undefined, undefined],
  ],
  ['half is no majority', ['a', 'a', 'b', 'b'], [both, both, both, both]],
])('%s', (_, answers, reasons) => {
  expect(contradictions(answers.map((answer) => ({ input: 'same', answer })))).toEqual(reasons);
});

test('answers to different inputs never contradict', () => {
  expect(contradictions(['x', 'y'].map((input) => ({ input, answer: input })))).toEqual([
    undefined,
    undefined,
  ]);
});
