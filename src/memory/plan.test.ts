import { expect, test } from 'vitest';
import type { ModelFacts, PlanState, ResidentModel, Step } from './plan-state.ts';
import { plan } from './plan.ts';
import { LIMITS, playPlan, type Arrival } from './testing/play-plan.ts';

const facts = (id: string, weightBytes: number, softBytes = 0): ModelFacts => ({
  id,
  weightBytes,
  softBytes,
  loadSeconds: 1,
  restoreSeconds: 0.1,
});
const resident = (model: ModelFacts, more: Partial<ResidentModel> = {}): ResidentModel => ({
  facts: model,
  state: 'ready',
  shrunk: false,
  leases: 0,
  slots: 2,
  pinned: false,
  lastUsedAt: 0,
  ...more,
});
const asks = (id: number, model: ModelFacts, more: Partial<PlanState['waiting'][number]> = {}) => ({
  id,
  model,
  app: 'app',
  priority: 'interactive' as const,
  at: 0,
  mayLeave: false,
  ...more,
});
const state = (more: Partial<PlanState>): PlanState => ({
  budgetBytes: 100,
  models: [],
  waiting: [],
  hints: [],
  usesPerSecond: () => 0.01,
  appSeconds: {},
  sendable: 0,
  limits: LIMITS,
  ...more,
});
/** The steps without the time to wait. */
const steps = (given: Partial<PlanState>, now = 0): Step[] =>
  plan(state(given), now).filter(({ do: what }) => what !== 'wait');
const [a, b, c] = [facts('a', 40, 20), facts('b', 30, 10), facts('c', 50)];

const arrival = (model: number, at: number, takes = 1000): Arrival => ({
  at,
  model,
  app: 'app',
  priority: 'interactive',
  takes,
  mayLeave: false,
});

test('keys and values go before weights, and weights only as far as needed', () => {
  const models = [resident(a), resident(b)];
  expect(steps({ models, waiting: [asks(1, facts('x', 30))] })).toEqual([
    { do: 'shrink', model: 'a' },
    { do: 'shrink', model: 'b' },
    { do: 'load', model: 'x', early: false },
  ]);
  const usesPerSecond = (id: string): number => (id === 'a' ? 0.02 : 0.01);
  expect(steps({ models, usesPerSecond, waiting: [asks(1, facts('x', 31))] })).toEqual([
    { do: 'unload', model: 'b' },
  ]);
  expect(steps({ models, usesPerSecond, waiting: [asks(1, facts('x', 45))] })).toEqual([
    { do: 'shrink', model: 'a' },
    { do: 'unload', model: 'b' },
  ]);
});

test('dropped keys and values are back before the next answer', () => {
  const models = [resident(a, { shrunk: true })];
  expect(steps({ models, waiting: [asks(1, a)] })).toEqual([{ do: 'restore', model: 'a' }]);
  expect(steps({ models: [resident(a)], waiting: [asks(1, a)] })).toEqual([
    { do: 'serve', request: 1, model: 'a' },
  ]);
});

test('of two models that may answer the one that is there does, else the one that is there sooner', () => {
  const base = { ...facts('base', 80), loadSeconds: 5 };
  const waiting = [asks(1, a, { instead: [base] })];
  expect(steps({ models: [resident(base)], waiting })).toEqual([{ do: 'serve', request: 1, model: 'base' }]);
  expect(steps({ waiting })).toEqual([{ do: 'load', model: 'a', early: false }]);
  const huge = [asks(1, { ...facts('huge', 200), loadSeconds: 0 }, { instead: [base] })];
  expect(steps({ waiting: huge })).toEqual([{ do: 'load', model: 'base', early: false }]);
});

test('the victim is the model whose return is expected to cost least', () => {
  const models = [resident(facts('soon', 50)), resident(facts('later', 50), { lastUsedAt: 9 })];
  const usesPerSecond = (id: string): number => (id === 'soon' ? 0.2 : 0.01);
  expect(steps({ models, usesPerSecond, waiting: [asks(1, c)] })).toEqual([{ do: 'unload', model: 'later' }]);
});

test('what can never fit is refused at once, and nothing is unloaded for it', () => {
  const models = [resident(a), resident(b)];
  expect(steps({ models, waiting: [asks(1, facts('huge', 90, 20))] })).toEqual([
    { do: 'refuse', request: 1, reason: 'never-fits' },
  ]);
  const pinned = [resident(a, { pinned: true })];
  expect(steps({ models: pinned, waiting: [asks(1, c)] })).toEqual([
    { do: 'refuse', request: 1, reason: 'never-fits' },
  ]);
});

test('a busy model stays; who waited too long stops its new requests instead', () => {
  const models = [resident(c, { leases: 1 }), resident(b)];
  const waiting = [asks(1, a), asks(2, c), asks(3, b)];
  expect(steps({ models, waiting })).toEqual([
    { do: 'serve', request: 2, model: 'c' },
    { do: 'serve', request: 3, model: 'b' },
  ]);
  expect(steps({ models, waiting }, LIMITS.overtakeMs)).toEqual([{ do: 'serve', request: 3, model: 'b' }]);
});

test('A B A A C: others overtake for the bound and no longer', () => {
  const models = [facts('A', 60), facts('B', 60), facts('C', 60)];
  const played = playPlan(
    [arrival(0, 0), arrival(1, 10), arrival(0, 20), arrival(0, 30), arrival(2, 40)],
    models,
    {
      budgetBytes: 100,
    },
  );
  expect(played.wrong).toEqual([]);
  expect(played.loads).toEqual(['A', 'B', 'C']);
  const endless = Array.from({ length: 60 }, (_, n) => arrival(0, n * 600));
  const kept = playPlan([...endless, arrival(1, 10)], models, { budgetBytes: 100 });
  expect(kept.ends.get(60)?.at).toBeLessThan(LIMITS.overtakeMs + 3000);
});

test('four parallel first requests make one load', () => {
  const played = playPlan(
    [0, 0, 0, 0].map((at) => arrival(0, at)),
    [a],
    { budgetBytes: 100 },
  );
  expect([played.loads, played.wrong]).toEqual([['a'], []]);
});

test('a model asked for while it is being unloaded is gone first, then loaded once', () => {
  const models = [resident(a, { state: 'closing' })];
  expect(steps({ models, waiting: [asks(1, a)] })).toEqual([]);
  const played = playPlan([arrival(0, 0, 10), arrival(0, 2020, 10)], [a], {
    budgetBytes: 100,
    limits: { idleMs: 1000 },
    unloadMs: 100,
  });
  expect([played.loads, played.wrong]).toEqual([['a', 'a'], []]);
});

test('the app that had least goes first, interactive before batch', () => {
  const waiting = [
    asks(1, a, { app: 'loud' }),
    asks(2, b, { app: 'quiet' }),
    asks(3, c, { app: 'new', priority: 'batch' }),
  ];
  expect(steps({ waiting, appSeconds: { loud: 100, quiet: 3 } })).toEqual([
    { do: 'load', model: 'b', early: false },
  ]);
});

test('while a long load lasts, requests that may leave are sent, as many as allowed', () => {
  const waiting = [1, 2, 3].map((id) => asks(id, a, { mayLeave: id < 3 }));
  expect(steps({ waiting, sendable: 1, limits: { ...LIMITS, bridgeSeconds: 1 } })).toEqual([
    { do: 'send', request: 1 },
    { do: 'load', model: 'a', early: false },
  ]);
  expect(steps({ waiting, sendable: 9, limits: { ...LIMITS, bridgeSeconds: 2 } })).toEqual([
    { do: 'load', model: 'a', early: false },
  ]);
});

test('a declared next model is loaded early, unless its victim is expected sooner', () => {
  const hints = [{ model: c, chance: 0.9 }];
  expect(steps({ models: [resident(b)], hints })).toEqual([{ do: 'load', model: 'c', early: true }]);
  const models = [resident(facts('v', 90))];
  expect(steps({ models, hints, usesPerSecond: () => 0.0001 })).toEqual([{ do: 'unload', model: 'v' }]);
  expect(steps({ models, hints, usesPerSecond: () => 1 })).toEqual([]);
  expect(steps({ models: [resident(b)], hints, waiting: [asks(1, a)] })).toEqual([
    { do: 'load', model: 'a', early: false },
  ]);
});

test('unused models go after their time; pinned and wanted ones stay', () => {
  const limits = { ...LIMITS, idleMs: 1000 };
  const models = [resident(a), resident(b, { pinned: true })];
  expect(steps({ models, limits }, 1000)).toEqual([{ do: 'unload', model: 'a' }]);
  expect(plan(state({ models, limits }), 400)).toEqual([{ do: 'wait', until: 1000 }]);
  expect(steps({ models, limits, waiting: [asks(1, a, { at: 900 })] }, 1000)).toEqual([
    { do: 'serve', request: 1, model: 'a' },
  ]);
});

test('what other programs hold is waited for a moment, then refused; our idle models make room before', () => {
  expect(steps({ freeBytes: 39, waiting: [asks(1, facts('x', 40))] })).toEqual([]);
  expect(plan(state({ freeBytes: 39, waiting: [asks(1, facts('x', 40))] }), 0)).toEqual([
    { do: 'wait', until: 1000 },
  ]);
  expect(steps({ freeBytes: 39, waiting: [asks(1, facts('x', 40))] }, 10_000)).toEqual([
    { do: 'refuse', request: 1, reason: 'machine-full' },
  ]);
  expect(steps({ freeBytes: 40, waiting: [asks(1, facts('x', 40))] }, 10_000)).toEqual([
    { do: 'load', model: 'x', early: false },
  ]);
  const models = [resident(facts('old', 10))];
  expect(steps({ freeBytes: 35, models, waiting: [asks(1, facts('x', 40))] }, 10_000)).toEqual([
    { do: 'unload', model: 'old' },
  ]);
  const busy = [resident(facts('old', 10), { leases: 1 })];
  expect(steps({ freeBytes: 35, models: busy, waiting: [asks(1, facts('x', 40))] }, 10_000)).toEqual([]);
  const hints = [{ model: facts('x', 40), chance: 1 }];
  expect(steps({ freeBytes: 39, hints })).toEqual([]);
});

test('who waits longer than the limit is refused', () => {
  const models = [resident(c, { leases: 2, pinned: true })];
  expect(steps({ models, waiting: [asks(1, c)] }, LIMITS.refuseMs)).toEqual([
    { do: 'refuse', request: 1, reason: 'waited-too-long' },
  ]);
});

test('models that grew over the budget go when they are idle; those that answer stay', () => {
  const models = [resident(facts('a', 70)), resident(facts('b', 50), { leases: 1 })];
  expect(steps({ models })).toEqual([{ do: 'unload', model: 'a' }]);
  expect(steps({ models: models.map((model) => ({ ...model, leases: 1 })) })).toEqual([]);
});

test('more models than wished for: one that rests goes first; a busy one makes nobody wait', () => {
  const limits = { ...LIMITS, maxModels: 2 };
  const small = ['a', 'b'].map((id) => facts(id, 10));
  const waiting = [asks(1, facts('x', 10))];
  const models = small.map((model, i) => resident(model, { lastUsedAt: i }));
  expect(steps({ models, waiting, limits })).toEqual([{ do: 'unload', model: 'a' }]);
  const busy = models.map((model) => ({ ...model, leases: 1 }));
  expect(steps({ models: busy, waiting, limits })).toEqual([{ do: 'load', model: 'x', early: false }]);
});
