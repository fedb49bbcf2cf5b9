import { expect, test } from 'vitest';
import { childrenOf, choose, pathOf, pathTo, titleFrom, withTurn } from './tree.ts';
import type { Conversation, Turn, UserTurn } from './turn.ts';

const head = {
  id: 'c',
  title: 't',
  named: false,
  label: 'personal',
  model: 'auto',
  chosen: {},
  createdAt: 0,
  changedAt: 0,
} as const;
const turn = (id: string, parent: string | null, at: number): UserTurn => ({
  id,
  conversation: 'c',
  parent,
  at,
  text: id,
  role: 'user',
  files: [],
});
const of = (...turns: Turn[]): Conversation => ({
  head,
  turns: new Map(turns.map((one) => [one.id, one])),
});
const ids = (turns: Turn[]): string => turns.map(({ id }) => id).join(' ');

// a ─ b ─ c        an edit of a: e ─ f; a second answer to a: d
const tree = of(
  turn('a', null, 1),
  turn('b', 'a', 2),
  turn('c', 'b', 3),
  turn('d', 'a', 4),
  turn('e', null, 5),
  turn('f', 'e', 6),
);

test('the newest branch is shown until one is chosen', () => {
  expect(ids(pathOf(tree))).toBe('e f');
  const first = { ...tree, head: choose(head, turn('a', null, 1)) };
  expect(ids(pathOf(first))).toBe('a d');
  const both = { ...tree, head: choose(first.head, turn('b', 'a', 2)) };
  expect(ids(pathOf(both))).toBe('a b c');
});

test('a choice that is gone, or belongs elsewhere, is passed over', () => {
  expect(ids(pathOf({ ...tree, head: { ...head, chosen: { root: 'gone' } } }))).toBe('e f');
  expect(ids(pathOf({ ...tree, head: { ...head, chosen: { root: 'c' } } }))).toBe('e f');
});

test('siblings come in order, and a path leads to any turn', () => {
  expect(ids(childrenOf(tree, null))).toBe('a e');
  expect(ids(childrenOf(tree, 'a'))).toBe('b d');
  expect(ids(pathTo(tree, 'c'))).toBe('a b c');
  expect(pathTo(tree, null)).toEqual([]);
});

test('turns whose parent is missing, and rings, end no page', () => {
  expect(pathOf(of(turn('x', 'gone', 1)))).toEqual([]);
  expect(pathTo(of(turn('x', 'y', 1), turn('y', 'x', 2)), 'x').length).toBeLessThan(5);
  expect(pathOf(of())).toEqual([]);
});

test('a turn is added or replaced without touching the former conversation', () => {
  const before = of(turn('a', null, 1));
  const after = withTurn(before, { ...turn('a', null, 1), text: 'new' });
  expect(after.turns.get('a')?.text).toBe('new');
  expect(before.turns.get('a')?.text).toBe('a');
});

test('titles are the first words', () => {
  expect(titleFrom('  wake me\nat 6  ')).toBe('wake me');
  expect(titleFrom('')).toBe('New conversation');
  expect(titleFrom('word '.repeat(40)).length).toBeLessThanOrEqual(61);
  expect(titleFrom('x'.repeat(200))).toBe(`${'x'.repeat(40)}…`);
});
