import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelFacts } from './plan-state.ts';
import { LIMITS, playPlan, type Arrival } from './testing/play-plan.ts';

const facts = fc
  .array(
    fc.record({
      weightBytes: fc.integer({ min: 1, max: 60 }),
      softBytes: fc.integer({ min: 0, max: 20 }),
      loadSeconds: fc.double({ min: 0, max: 8, noNaN: true }),
      restoreSeconds: fc.double({ min: 0, max: 2, noNaN: true }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((all) => all.map((one, at): ModelFacts => ({ id: `m${at}`, ...one })));
const arrival = fc.record(
  {
    at: fc.integer({ min: 0, max: 60_000 }),
    model: fc.nat(100),
    app: fc.constantFrom('a', 'b', 'c'),
    priority: fc.constantFrom('interactive' as const, 'batch' as const),
    takes: fc.integer({ min: 0, max: 4000 }),
    mayLeave: fc.boolean(),
    goesAfter: fc.integer({ min: 0, max: 3000 }),
  },
  { requiredKeys: ['at', 'model', 'app', 'priority', 'takes', 'mayLeave'] },
);
const scene = facts.chain((models) =>
  fc.record({
    models: fc.constant(models),
    arrivals: fc.array(
      arrival.map((one): Arrival => ({ ...one, model: one.model % models.length })),
      { maxLength: 60 },
    ),
    budgetBytes: fc.integer({ min: 20, max: 160 }),
    idleMs: fc.constantFrom(0, 3000),
    sendable: fc.nat(5),
    slots: fc.integer({ min: 1, max: 3 }),
    pinned: fc.constantFrom([], ['m0'], ['m0', 'm1']),
  }),
);

test('within the budget, no busy or pinned victim, no second copy, every request comes to an end', () => {
  fc.assert(
    fc.property(scene, ({ models, arrivals, budgetBytes, idleMs, sendable, slots, pinned }) => {
      const limits = { idleMs, bridgeSeconds: 1 };
      const played = playPlan(arrivals, models, { budgetBytes, limits, sendable, slots, pinned });
      expect(played.wrong).toEqual([]);
      expect(played.peakBytes).toBeLessThanOrEqual(budgetBytes);
      expect(played.ends.size).toBe(arrivals.length);
      for (const [id, { what, reason }] of played.ends) {
        const { weightBytes, softBytes } = models[arrivals[id]?.model ?? 0] as ModelFacts;
        if (what === 'served') expect(weightBytes + softBytes).toBeLessThanOrEqual(budgetBytes);
        if (what === 'refused' && pinned.length === 0) {
          expect(reason).toBe('never-fits');
          expect(weightBytes + softBytes).toBeGreaterThan(budgetBytes);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('nobody starves: under a stream that keeps one model busy the other is served soon after its bound', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 30, max: 60 }),
      fc.integer({ min: 600, max: 900 }),
      fc.constantFrom('interactive' as const, 'batch' as const),
      (bytes, every, priority) => {
        const model = { weightBytes: bytes, softBytes: 0, loadSeconds: 1, restoreSeconds: 0 };
        const models: ModelFacts[] = [
          { id: 'loved', ...model },
          { id: 'rare', ...model },
        ];
        const stream = Array.from({ length: 80 }, (_, n): Arrival => ({
          at: n * every,
          model: 0,
          app: 'loud',
          priority: 'interactive',
          takes: 1000,
          mayLeave: false,
        }));
        const rare: Arrival = { at: 5000, model: 1, app: 'quiet', priority, takes: 10, mayLeave: false };
        const played = playPlan([...stream, rare], models, { budgetBytes: bytes });
        expect(played.wrong).toEqual([]);
        const bound = LIMITS.overtakeMs * (priority === 'batch' ? 4 : 1);
        const { at = Infinity, what } = played.ends.get(stream.length) ?? {};
        expect(what).toBe('served');
        expect(at - rare.at).toBeLessThanOrEqual(bound + 1000 + 50 + 1000);
      },
    ),
    { numRuns: 50 },
  );
});
