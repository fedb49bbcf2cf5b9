import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rank, scoreOf, type Offer } from './market.ts';

const offer = (model: string, usd: number | null, seconds?: number, more: Partial<Offer> = {}): Offer => ({
  model,
  usd,
  seconds,
  success: 0.99,
  consistency: 1,
  usable: true,
  proven: true,
  stale: false,
  ...more,
});
const watching = { speed: 1, explore: false };
const order = (offers: Offer[], leader?: string, needs = watching, now = 1e6): string[] =>
  rank(offers, needs, leader === undefined ? undefined : { model: leader, since: 0 }, now).order.map(
    ({ model }) => model,
  );

test.each<[string, Offer[], string[]]>([
  ['cheaper', [offer('a', 2, 1), offer('b', 1, 1)], ['b', 'a']],
  ['quicker', [offer('a', 1, 2), offer('b', 1, 1)], ['b', 'a']],
  ['more reliable', [offer('a', 1, 1, { success: 0.7 }), offer('b', 1, 1)], ['b', 'a']],
  ['more consistent', [offer('a', 1, 1, { consistency: 0.5 }), offer('b', 1, 1)], ['b', 'a']],
  ['ruled out', [offer('a', 1, 1, { usable: false }), offer('b', 9, 9)], ['b', 'a']],
  ['no price is the worst price', [offer('a', null, 1), offer('b', 2, 1), offer('c', 1, 1)], ['c', 'a', 'b']],
  ['too few calls to lead', [offer('a', 1, 0.1, { proven: false }), offer('b', 1, 1)], ['b', 'a']],
  ['nothing known: as listed', [offer('a', null), offer('b', null)], ['a', 'b']],
  [
    'none usable: as listed',
    [offer('a', 2, 1, { usable: false }), offer('b', 1, 1, { usable: false })],
    ['a', 'b'],
  ],
])('%s', (_name, offers, models) => {
  expect(order(offers)).toEqual(models);
});

test('speed weighs less for work in the background', () => {
  const offers = [offer('dear', 1.6, 1), offer('slow', 1, 2)];
  expect(order(offers)).toEqual(['dear', 'slow']);
  expect(order(offers, undefined, { speed: 0.5, explore: false })).toEqual(['slow', 'dear']);
});

test('a leader stays until another is clearly better, and at first until it is better by far', () => {
  const near = [offer('a', 1, 1), offer('b', 0.95, 1)];
  expect(order(near, 'a')).toEqual(['a', 'b']);
  const clear = [offer('a', 1, 1), offer('b', 0.8, 1)];
  expect(order(clear, 'a', watching, 59_999)).toEqual(['a', 'b']);
  expect(order(clear, 'a', watching, 60_000)).toEqual(['b', 'a']);
  expect(order([offer('a', 1, 1), offer('b', 0.4, 1)], 'a', watching, 1)).toEqual(['b', 'a']);
});

test('a leader that rests keeps its place for when it is back; a clock that goes back changes nothing', () => {
  const resting = [offer('a', 1, 1, { usable: false }), offer('b', 1.05, 1)];
  const { order: now, leader } = rank(resting, watching, { model: 'a', since: 0 }, 1e6);
  expect([now[0]?.model, leader]).toEqual(['b', { model: 'a', since: 0 }]);
  expect(
    rank([offer('a', 1, 1), offer('b', 0.8, 1)], watching, { model: 'a', since: 1e6 }, 5).order[0]?.model,
  ).toBe('b');
});

test('a look is taken at what would lead if it were as good as may be hoped, and at nothing else', () => {
  const looking = { speed: 1, explore: true };
  const offers = [offer('a', 1, 1), offer('b', 1.1, 5, { stale: true }), offer('c', 9, 9, { stale: true })];
  const { order: models, leader, words } = rank(offers, looking, { model: 'a', since: 0 }, 1e6);
  expect(models.map(({ model }) => model)).toEqual(['b', 'a', 'c']);
  expect([leader?.model, words]).toEqual([
    'a',
    'looked at again: $1.1, 5.0 s, 99 % answered; next a: $1.0, 1.0 s, 99 % answered',
  ]);
  expect(order([offer('a', 1, 1), offer('c', 9, 9, { stale: true })], 'a', looking)).toEqual(['a', 'c']);
});

test('property: nobody is lost or doubled, the first is usable if any is, and no score is not a number', () => {
  const some = fc.record({
    usd: fc.option(fc.double({ min: 0, max: 10, noNaN: true })),
    seconds: fc.option(fc.double({ min: 0, max: 1e4, noNaN: true }), { nil: undefined }),
    success: fc.double({ min: 0, max: 1, noNaN: true }),
    consistency: fc.double({ min: 0, max: 1, noNaN: true }),
    usable: fc.boolean(),
    proven: fc.boolean(),
    stale: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(some, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.nat(9),
      (list, explore, at) => {
        const offers = list.map((entry, i) => ({ ...entry, model: `m${i}` }));
        const { order: models } = rank(offers, { speed: 1, explore }, { model: `m${at}`, since: 0 }, 1e6);
        expect(models.map(({ model }) => model).toSorted()).toEqual(
          offers.map(({ model }) => model).toSorted(),
        );
        if (offers.some(({ usable }) => usable)) expect(models[0]?.usable).toBe(true);
        for (const one of offers) expect(Number.isFinite(scoreOf(one, offers, watching))).toBe(true);
      },
    ),
  );
});
