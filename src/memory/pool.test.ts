import { beforeEach, expect, test, vi } from 'vitest';
import type { RuntimeEvent } from '../contract/index.ts';
import type { PoolOptions } from './pool-options.ts';
import type { Held } from './read-held.ts';
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
/** Models of 12 bytes, 4 of them keys and values. */
const softFootprints: PoolOptions['footprints'] = {
  of: () => ({ bytes: 12, loadBytes: 12, softBytes: 4, loadSeconds: 1, method: 'measured' }),
  examine: () => undefined,
  remember: () => undefined,
};
const held = (bytes: number): Held => ({
  residentBytes: bytes,
  peakBytes: 12,
  anonymousBytes: bytes,
  mappedBytes: 0,
  method: 'smaps',
});
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
    await vi.waitFor(async () => expect(await models.states()).toEqual([]), 60_000);
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
  await vi.waitFor(() => expect(engine.closed).toEqual(['b']), 60_000);
  used.release();
  await vi.waitFor(() => expect(engine.closed).toEqual(['b', 'a']), 60_000);
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

test('keys and values go before weights, come back before the next answer, and what was measured counts', async () => {
  const models = pool({
    budgetBytes: 30,
    maxLoaded: 64,
    footprints: softFootprints,
    // 3 of the 4 bytes that were expected
    readHeld: async ({ model: { id } }) => held(engine.shrunk.has(id) ? 9 : 12),
  });
  (await models.lease(a)).release();
  (await models.lease(b)).release();
  (await models.lease(c)).release();
  expect([engine.loads, engine.closed]).toEqual([['a', 'b', 'c'], []]);
  expect(events.filter(({ type }) => type === 'model-shrink')).toMatchObject([
    { model: 'a', freedBytes: 3 },
    { model: 'b', freedBytes: 3 },
  ]);
  const again = await models.lease(a);
  expect(engine.shrunk.has('a')).toBe(false);
  expect(events.at(-1)).toMatchObject({ type: 'model-restore', model: 'a' });
  again.release();
  await models.close();
});

test('a model that does not come back fails its requests and is loaded anew', async () => {
  const models = pool({ budgetBytes: 30, maxLoaded: 64, footprints: softFootprints });
  for (const record of [a, b]) (await models.lease(record)).release();
  const busy = await models.lease(c);
  expect(engine.shrunk.has('a')).toBe(true);
  engine.failNext = true;
  await expect(models.lease(a)).rejects.toMatchObject({ code: 'load_failed' });
  const anew = await models.lease(a);
  expect(engine.loads.filter((id) => id === 'a')).toHaveLength(2);
  anew.release();
  busy.release();
  await models.close();
});

test('a model that is unloaded while it gives its keys and values back is gone', async () => {
  const models = pool({ budgetBytes: 30, maxLoaded: 64, footprints: softFootprints });
  for (const record of [a, b]) (await models.lease(record)).release();
  engine.loadMs = 20;
  const third = models.lease(c);
  await new Promise((next) => setTimeout(next, 5));
  await models.unload('a');
  expect(engine.closed).toEqual(['a']);
  (await third).release();
  await models.close();
});
