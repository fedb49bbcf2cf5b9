import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseVictims, type Candidate } from './choose-victims.ts';

const size = fc.integer({ min: 0, max: 20 });
const set = fc
  .array(
    fc.record({ bytes: size, loss: size, partBytes: size, partLoss: size }).map((one) => ({
      bytes: one.bytes + one.partBytes,
      loss: one.loss,
      part: { bytes: one.partBytes, loss: one.partLoss },
    })),
    { maxLength: 6 },
  )
  .map((parts) => parts.map((part, at): Candidate => ({ id: `m${at}`, ...part })));
type Sizes = readonly { bytes: number; loss: number }[];
const sum = (all: Sizes, key: 'bytes' | 'loss'): number => all.reduce((n, one) => n + one[key], 0);
/** Every way to give up some of them, whole or in part. */
function ways(all: readonly Candidate[]): Sizes[] {
  let found: Sizes[] = [[]];
  for (const one of all)
    found = found.flatMap((way) => [way, [...way, one], ...(one.part ? [[...way, one.part]] : [])]);
  return found;
}

test('frees enough at the least loss of all ways, or says that it cannot', () => {
  fc.assert(
    fc.property(set, fc.integer({ min: -5, max: 100 }), (candidates, need) => {
      const chosen = chooseVictims(candidates, need);
      const enough = ways(candidates).filter((way) => sum(way, 'bytes') >= need);
      if (enough.length === 0) return chosen === undefined;
      if (!chosen || new Set(chosen.map(({ id }) => id)).size !== chosen.length) return false;
      const least = Math.min(...enough.map((way) => sum(way, 'loss')));
      return sum(chosen, 'bytes') >= need && sum(chosen, 'loss') === least;
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
  expect(sum(chosen, 'bytes')).toBeGreaterThanOrEqual(5000);
  for (const one of chosen) expect(sum(chosen, 'bytes') - one.bytes).toBeLessThan(5000);
});

test('100 GB are there and 29 GB are asked: the one model of 29 GB goes, not all', () => {
  const models = [
    { id: 'a', bytes: 42, loss: 3 },
    { id: 'b', bytes: 29, loss: 1 },
    { id: 'c', bytes: 29, loss: 2 },
  ];
  expect(chooseVictims(models, 29)).toEqual([{ id: 'b', part: false, bytes: 29, loss: 1 }]);
  expect(chooseVictims(models, 0)).toEqual([]);
  expect(chooseVictims(models, 101)).toBeUndefined();
});
