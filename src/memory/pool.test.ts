import { beforeEach, expect, test, vi } from 'vitest';
import type { RuntimeEvent } from '../contract/index.ts';
import type { PoolOptions } from './pool-options.ts';
import { createPool, type Pool } from './pool.ts';
import { reloadDelay } from './reload-delay.ts';
import { fakeEngine, fakeRecord, type FakeEngine } from './testing/fake-engine.ts';
import { fakePool } from './testing/fake-pool.ts';

let engine: FakeEngine;
let events: RuntimeEvent[];
const [a, b, c] = [fakeRecord('a'), fakeRecord('b'), fakeRecord('c')];

function pool(options: Partial<PoolOptions> = {}): Pool {
  return createPool({ ...fakePool(engine, events), maxLoaded: 2, ...options });
}
beforeEach(() => {
  engine = fakeEngine();
  events = [];
});

test('four first requests make one load', async () => {
  const models = pool();
  const leases = await Promise.all([1, 2, 3, 4].map(() => models.lease(a)));
  expect(engine.loads).toEqual(['a']);
  expect((await models.states())[0]).toMatchObject({ model: 'a', active: 4, state: 'ready', threads: 4 });
  for (const lease of leases) lease.release();
  await models.close();
  expect(engine.closed).toEqual(['a']);
});

test('of models used as often one that rests makes room; a busy one never', async () => {
  const models = pool();
  const busy = await models.lease(a);
  (await models.lease(b)).release();
  (await models.lease(c)).release();
  expect(engine.closed).toEqual(['b']);
  busy.release();
  await models.close();
});

test('when all are busy one more is loaded instead of a deadlock', async () => {
  const models = pool({ maxLoaded: 1 });
  const leases = await Promise.all([models.lease(a), models.lease(b)]);
  expect(engine.loads.toSorted()).toEqual(['a', 'b']);
  for (const lease of leases) lease.release();
  await models.close();
});

test('a model asked for while it is being unloaded is gone first, then loaded once', async () => {
  const models = pool();
  (await models.lease(a)).release();
  engine.loadMs = 20;
  const gone = models.unload('a');
  const again = await models.lease(a);
  await gone;
  expect([engine.closed, engine.loads]).toEqual([['a'], ['a', 'a']]);
  again.release();
  await models.close();
});

test('after a death the next request loads it again; deaths in a row are paused', async () => {
  const models = pool();
  for (let death = 0; death < 4; death++) {
    (await models.lease(a)).release();
    engine.kill('a');
    await vi.waitFor(async () => expect(await models.states()).toEqual([]));
  }
  await expect(models.lease(a)).rejects.toMatchObject({ code: 'engine_crashed', retryAfter: 2 });
  expect(engine.loads.length).toBe(4);
  expect(events.filter((event) => event.type === 'model-exit')).toHaveLength(4);
});

test('a failed load fails all that waited, and the next request tries anew', async () => {
  const models = pool();
  engine.failNext = true;
  const both = await Promise.allSettled([models.lease(a), models.lease(a)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  (await models.lease(a)).release();
  await models.close();
});

test('a caller that goes away while loading does not end the load of the others', async () => {
  const models = pool();
  engine.loadMs = 20;
  const gone = new AbortController();
  const first = models.lease(a, gone.signal);
  const second = models.lease(a);
  gone.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  (await second).release();
  expect(engine.loads).toEqual(['a']);
  await models.close();
});

test('an unused model is unloaded after its time; a used one is not', async () => {
  const models = pool({ idleMs: 10 });
  const used = await models.lease(a);
  (await models.lease(b)).release();
  await vi.waitFor(() => expect(engine.closed).toEqual(['b']));
  used.release();
  await vi.waitFor(() => expect(engine.closed).toEqual(['b', 'a']));
});

test('memory that other programs hold: asked again until it is free', async () => {
  let free = 5;
  const models = pool({ freeBytes: () => free });
  const waits = models.lease(a);
  await new Promise((done) => setImmediate(done));
  expect([models.waiting(), engine.loads]).toEqual([1, []]);
  free = 10;
  (await waits).release();
  expect([models.waiting(), engine.loads]).toEqual([0, ['a']]);
  free = 0;
  (await models.lease(a)).release();
  await models.close();
});

test('unload refuses what is unknown or busy', async () => {
  const models = pool();
  await expect(models.unload('x')).rejects.toMatchObject({ code: 'unknown_model' });
  const lease = await models.lease(a);
  await expect(models.unload('a')).rejects.toMatchObject({ code: 'overloaded' });
  lease.release();
  await models.close();
});

test('the pause between reloads', () => {
  expect(reloadDelay([1, 2, 3], 10)).toBe(0);
  expect(reloadDelay([1, 2, 3, 4], 10)).toBe(1994);
  expect(reloadDelay([1, 2, 3, 4], 400_000)).toBe(0);
});
