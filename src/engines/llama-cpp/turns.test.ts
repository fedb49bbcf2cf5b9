import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurns, nextInLine } from './turns.ts';

test('one group keeps its turn; several take turns, each for its time', () => {
  let time = 0;
  const turns = createTurns(20, () => (time += 10));
  const take = (...waiting: string[]): string | undefined => turns(new Set(waiting));
  expect([take('a'), take('a'), take('a'), take('a')]).toEqual(['a', 'a', 'a', 'a']);
  expect([take('a', 'b'), take('a', 'b'), take('a', 'b'), take('a', 'b')]).toEqual(['b', 'b', 'a', 'a']);
  expect([take('a', 'b'), take('a', 'c'), take('a', 'c')]).toEqual(['b', 'a', 'a']);
  expect([take('a', 'c'), take(), take('d')]).toEqual(['c', undefined, 'd']);
});

test('batches longer than a turn change hands every time', () => {
  let time = 0;
  const turns = createTurns(20, () => (time += 100));
  const waiting = new Set(['a', 'b', 'c']);
  expect(Array.from({ length: 6 }, () => turns(waiting))).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

test('no group waits longer than one turn of each other group', () => {
  const groups = ['a', 'b', 'c', 'd', 'e'];
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.subarray(groups, { minLength: 1 }), { minLength: 1, maxLength: 80 }),
      (batches, history) => {
        let time = 0;
        const turns = createTurns(batches, () => time++);
        const waited = new Map<string, number>();
        for (const waiting of history) {
          const turn = turns(new Set(waiting)) ?? '';
          expect(waiting).toContain(turn);
          for (const group of groups)
            waited.set(group, group === turn || !waiting.includes(group) ? 0 : (waited.get(group) ?? 0) + 1);
          for (const [group, count] of waited)
            expect([group, count <= (groups.length - 1) * batches]).toEqual([group, true]);
        }
      },
    ),
  );
});

test.each<[string, [string, boolean][], string[], number | undefined]>([
  ['nobody', [], [], undefined],
  ['nobody is ready', [['a', false]], [], undefined],
  [
    'the first of equals',
    [
      ['a', true],
      ['b', true],
    ],
    [],
    0,
  ],
  [
    'a group that has nothing at work',
    [
      ['a', true],
      ['a', true],
      ['b', true],
    ],
    ['a'],
    2,
  ],
  [
    'the group with the fewest',
    [
      ['a', true],
      ['b', true],
    ],
    ['a', 'a', 'b'],
    1,
  ],
  [
    'one that is not ready is passed over',
    [
      ['b', false],
      ['a', true],
    ],
    ['a'],
    1,
  ],
])('next in line: %s', (_name, queue, working, index) => {
  expect(
    nextInLine(
      queue.map(([group, ready]) => ({ group, ready })),
      working,
    ),
  ).toBe(index);
});
