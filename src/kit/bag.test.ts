import { expect, test } from 'vitest';
import { createBag } from './bag.ts';

test('what was put in is there until it is taken out, once', () => {
  const bag = createBag<string>();
  const [a, b, c] = ['a', 'b', 'c'].map(bag.add);
  expect([...bag].sort()).toEqual(['a', 'b', 'c']);
  a?.();
  a?.();
  expect([bag.size, ...[...bag].sort()]).toEqual([2, 'b', 'c']);
  const again = bag.add('a');
  for (const takeOut of [c, b, again]) takeOut?.();
  expect([bag.size, ...bag]).toEqual([0]);
});

test('things may go while they are looked at', () => {
  const bag = createBag<number>();
  const out = [1, 2, 3].map(bag.add);
  const seen: number[] = [];
  for (const one of bag) {
    seen.push(one);
    out[one - 1]?.();
  }
  expect([seen, bag.size]).toEqual([[1, 2, 3], 0]);
});
