import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import { chooseMembers, nextWave, type Option } from './choose-members.ts';

const model = (id: string, bytes: number, ready = false): Option => {
  const record = { ...fakeRecord(id), bytes };
  return { record, base: record, ready };
};
const variant = (of: Option, name: string): Option => ({
  ...of,
  record: { ...of.record, id: `${of.record.id}+${name}`, adapter: { base: of.record.id } },
});
const names = (options: Option[], budgetBytes = 100, most = 3): string[] =>
  chooseMembers(options, { most, budgetBytes }).map(({ name }) => name);

test('those that are in memory are asked first, then those that load soonest', () => {
  expect(names([model('big', 60), model('small', 10), model('here', 20, true)])).toEqual([
    'local/here',
    'local/small',
    'local/big',
  ]);
});

test('only models that fit side by side: asking one never drives out another', () => {
  expect(names([model('big', 60), model('second', 50), model('small', 30)])).toEqual([
    'local/small',
    'local/big',
    'local/big#2',
  ]);
});

test('variants of one base take its memory once', () => {
  const house = model('house', 90);
  expect(names([house, variant(house, 'a'), variant(house, 'b'), model('other', 20)])).toEqual([
    'local/house',
    'local/house+a',
    'local/house+b',
  ]);
});

test('one model alone gives further samples of itself, each its own', () => {
  const members = chooseMembers([model('only', 500)], { most: 3, budgetBytes: 100 });
  expect(members.map(({ name }) => name)).toEqual(['local/only', 'local/only#2', 'local/only#3']);
  expect(new Set(members.map(({ sample }) => sample?.seed)).size).toBe(3);
  expect(names([])).toEqual([]);
});

test('two at once where nothing has to be loaded for either or they share a base, then one by one', () => {
  const house = model('house', 10);
  const members = chooseMembers([house, variant(house, 'a'), variant(house, 'b')], {
    most: 3,
    budgetBytes: 100,
  });
  const wave = (asked: number): string[] => nextWave(members, asked, () => false).map(({ name }) => name);
  expect([wave(0), wave(2), wave(3)]).toEqual([['local/house', 'local/house+a'], ['local/house+b'], []]);
  const others = chooseMembers([model('a', 1), model('b', 1)], { most: 2, budgetBytes: 9 });
  expect(nextWave(others, 0, () => false)).toHaveLength(1);
  expect(nextWave(others, 0, (id) => id === 'a')).toHaveLength(1);
  expect(nextWave(others, 0, () => true)).toHaveLength(2);
});

const option = fc
  .record({ id: fc.uuid(), bytes: fc.nat(100), ready: fc.boolean() })
  .map(({ id, bytes, ready }) => model(id, bytes, ready));

test('property: never more than asked for, nobody twice, within the budget but for the first, every member in one wave', () => {
  fc.assert(
    fc.property(
      fc.array(option, { minLength: 1 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(200),
      fc.boolean(),
      (options, most, budgetBytes, here) => {
        const members = chooseMembers(options, { most, budgetBytes });
        expect(members).toHaveLength(most);
        expect(new Set(members.map(({ name }) => name)).size).toBe(most);
        const bases = new Map(members.map(({ base }) => [base.id, base.bytes]));
        const bytes = [...bases.values()].reduce((sum, size) => sum + size, 0);
        if (bases.size > 1) expect(bytes).toBeLessThanOrEqual(budgetBytes);
        const waves: string[] = [];
        for (let asked = 0; asked < most;) {
          const wave = nextWave(members, asked, () => here);
          expect(wave.length).toBeGreaterThan(0);
          waves.push(...wave.map(({ name }) => name));
          asked += wave.length;
        }
        expect(waves).toEqual(members.map(({ name }) => name));
      },
    ),
  );
});
