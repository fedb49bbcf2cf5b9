import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseVictims, type Candidate } from './choose-victims.ts';

const set = fc
  .array(fc.record({ bytes: fc.integer({ min: 0, max: 20 }), loss: fc.integer({ min: 0, max: 20 }) }), {
    maxLength: 8,
  })
  .map((parts) => parts.map((part, at): Candidate => ({ id: `m${at}`, ...part })));
const sum = (all: Candidate[], key: 'bytes' | 'loss'): number => all.reduce((n, one) => n + one[key], 0);

test('frees enough at the least loss of all sets, or says that it cannot', () => {
  fc.assert(
    fc.property(set, fc.integer({ min: -5, max: 100 }), (candidates, need) => {
      const chosen = chooseVictims(candidates, need);
      const sets = Array.from({ length: 2 ** candidates.length }, (_, bits) =>
        candidates.filter((__, at) => bits & (1 << at)),
      ).filter((taken) => sum(taken, 'bytes') >= need);
      if (sets.length === 0) return chosen === undefined;
      const taken = candidates.filter(({ id }) => chosen?.includes(id));
      return (
        sum(taken, 'bytes') >= need &&
        sum(taken, 'loss') === Math.min(...sets.map((one) => sum(one, 'loss'))) &&
        taken.length === chosen?.length
      );
    }),
    { numRuns: 300 },
  );
});

test('of very many the choice is quick, enough, and holds nothing that is not needed', () => {
  const many = Array.from({ length: 500 }, (_, n) => ({
    id: `m${n}`,
    bytes: 1 + ((n * 7919) % 100),
    loss: (n * 104_729) % 97,
  }));
  const chosen = chooseVictims(many, 5000) ?? [];
  const taken = many.filter(({ id }) => chosen.includes(id));
  expect(sum(taken, 'bytes')).toBeGreaterThanOrEqual(5000);
  for (const one of taken) expect(sum(taken, 'bytes') - one.bytes).toBeLessThan(5000);
});

test('100 GB are there and 29 GB are asked: the one model of 29 GB goes, not all', () => {
  const models = [
    { id: 'a', bytes: 42, loss: 3 },
    { id: 'b', bytes: 29, loss: 1 },
    { id: 'c', bytes: 29, loss: 2 },
  ];
  expect(chooseVictims(models, 29)).toEqual(['b']);
  expect(chooseVictims(models, 0)).toEqual([]);
  expect(chooseVictims(models, 101)).toBeUndefined();
});
