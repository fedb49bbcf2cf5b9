import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameJson } from './same-json.ts';
import { voteJson, type Ballot } from './vote.ts';

const play = (slots: Record<string, string>, weight: number): Ballot => ({
  value: { intent: 'PlayMusic', slots },
  weight,
});

test('each slot by itself, so that the answer may be one that nobody gave whole', () => {
  expect(
    voteJson([
      play({ artist: 'Abba', service: 'Spotify' }, 0.6),
      play({ artist: 'Abba' }, 0.5),
      play({ artist: 'ABBA', service: 'Spotify' }, 0.5),
    ]),
  ).toEqual({ intent: 'PlayMusic', slots: { artist: 'Abba', service: 'Spotify' } });
});

test('who is outvoted on the intent has no say in its slots', () => {
  const other = { value: { intent: 'RateBook', slots: { artist: 'Book' } }, weight: 0.9 };
  expect(voteJson([other, play({ artist: 'Abba' }, 0.5), play({ artist: 'Abba' }, 0.5)])).toEqual({
    intent: 'PlayMusic',
    slots: { artist: 'Abba' },
  });
});

test('one that is sure outweighs two that are not', () => {
  expect(voteJson([play({ a: '1' }, 0.2), play({ a: '1' }, 0.2), play({ b: '1' }, 0.9)])).toEqual(
    play({ b: '1' }, 1).value,
  );
});

test.each<[string, unknown]>([
  ['a list', ['x']],
  ['a text', 'x'],
  ['null', null],
])('answers that are no objects: the heaviest, %s', (_, value) => {
  expect(
    voteJson([
      { value: 'other', weight: 0.5 },
      { value, weight: 0.4 },
      { value, weight: 0.4 },
    ]),
  ).toEqual(value);
});

test('those who share a voice are not more for being many: the surest of them counts', () => {
  const [a, b] = [play({ artist: 'Abba' }, 0.5), play({ album: 'Abba' }, 0.6)];
  expect(voteJson([a, a, b])).toEqual(a.value);
  const shared = [a, a, b].map((ballot) => ({ ...ballot, voice: 'house' }));
  expect(voteJson(shared)).toEqual(b.value);
  expect(voteJson([...shared, { ...a, voice: 'other' }])).toEqual(a.value);
});

test('without ballots there is no answer', () => expect(voteJson([])).toBeUndefined());

const weight = fc.double({ min: 0, max: 1, noNaN: true });
const answer = fc.record({
  intent: fc.constantFrom('a', 'b', 'c'),
  slots: fc.dictionary(fc.constantFrom('x', 'y', '__proto__', 'z'), fc.constantFrom('1', '2')),
});
const ballots = fc.array(fc.record({ value: answer, weight }), { minLength: 1, maxLength: 5 });

test('property: what all say wins, however unsure they are', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(weight, { minLength: 1, maxLength: 5 }), (value, weights) => {
      const voted = voteJson(weights.map((one) => ({ value, weight: one })));
      expect(sameJson(voted)).toBe(sameJson(value));
    }),
  );
});

test('property: every field was in somebody’s answer, under its name and intent', () => {
  fc.assert(
    fc.property(ballots, (list) => {
      const { intent, slots } = voteJson(list) as { intent: string; slots: Record<string, string> };
      for (const [slot, value] of Object.entries(slots))
        expect(
          list.some(
            ({ value: one }) =>
              one.intent === intent && Object.entries(one.slots).some(([k, v]) => k === slot && v === value),
          ),
        ).toBe(true);
    }),
  );
});

test('property: of one voice the surest is heard, whole', () => {
  const distinct = ballots.map((list) =>
    list.map((one, i) => ({ ...one, weight: one.weight / 2 + i, voice: 'm' })),
  );
  fc.assert(
    fc.property(distinct, (list) => {
      const surest = list.reduce((a, b) => (b.weight > a.weight ? b : a));
      expect(sameJson(voteJson(list))).toBe(sameJson(surest.value));
    }),
  );
});

test('property: more than half of the weight for one whole answer decides', () => {
  fc.assert(
    fc.property(ballots, answer, (list, value) => {
      const others = list.reduce((sum, one) => sum + one.weight, 0);
      const voted = voteJson([...list, { value, weight: others + 0.1 }]);
      expect(sameJson(voted)).toBe(sameJson(value));
    }),
  );
});
