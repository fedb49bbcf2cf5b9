import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonPrefix, placePrompt, type SlotState } from './prefix.ts';

const slot = (tokens: number[], busy = false, usedAt = 0, group = ''): SlotState => ({
  tokens,
  busy,
  usedAt,
  group,
});
const run = (length: number, start = 0): number[] => Array.from({ length }, (_, index) => start + index);

test.each<[string, number[], SlotState[], ReturnType<typeof placePrompt>]>([
  ['all busy', [1, 2], [slot([], true)], undefined],
  [
    'the longest beginning wins',
    run(9),
    [slot(run(3)), slot(run(7)), slot([])],
    { slot: 1, shared: 7, copyFrom: undefined },
  ],
  ['one token is always computed', run(5), [slot(run(5))], { slot: 0, shared: 4, copyFrom: undefined }],
  [
    'between equals the oldest',
    [9],
    [slot([1], false, 5), slot([2], false, 3)],
    { slot: 1, shared: 0, copyFrom: undefined },
  ],
  [
    'a busy one is copied',
    run(60),
    [slot(run(60), true), slot([7], false, 1)],
    { slot: 1, shared: 59, copyFrom: 0 },
  ],
  [
    'little is not worth copying',
    run(20),
    [slot(run(20), true), slot([], false, 1)],
    { slot: 1, shared: 0, copyFrom: undefined },
  ],
  [
    'a long conversation is kept when there is room',
    [...run(40), 999],
    [slot(run(200), false, 9), slot([])],
    { slot: 1, shared: 40, copyFrom: 0 },
  ],
  [
    'what another adapter computed is never shared nor copied',
    run(60),
    [slot(run(60), true, 1, 'x'), slot(run(50), false, 2, 'x'), slot(run(3), false, 3)],
    { slot: 2, shared: 3, copyFrom: undefined },
  ],
])('%s', (_name, prompt, slots, placement) => {
  expect(placePrompt(prompt, slots)).toEqual(placement);
});

test('a placement is free, and what it shares is the same tokens and never the whole prompt', () => {
  const tokens = fc.array(fc.nat(1), { maxLength: 80 });
  fc.assert(
    fc.property(
      fc.array(fc.nat(1), { minLength: 1, maxLength: 80 }),
      fc.array(
        fc.record({ tokens, busy: fc.boolean(), usedAt: fc.nat(9), group: fc.constantFrom('', 'x') }),
        { maxLength: 5 },
      ),
      fc.constantFrom('', 'x', 'y'),
      (prompt, slots, group) => {
        const placement = placePrompt(prompt, slots, { group });
        if (!placement) {
          expect(slots.every(({ busy }) => busy)).toBe(true);
          return;
        }
        expect(slots[placement.slot]?.busy).toBe(false);
        expect(placement.shared).toBeLessThan(prompt.length);
        const from = slots[placement.copyFrom ?? placement.slot];
        const holder = from?.tokens ?? [];
        if (placement.shared > 0) expect(from?.group).toBe(group);
        expect(commonPrefix(holder, prompt)).toBeGreaterThanOrEqual(placement.shared);
      },
    ),
  );
});
