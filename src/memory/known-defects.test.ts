// Each test bears the name of a defect that other programs of this kind had, and plays it against the pool.
import { beforeEach, expect, test, vi } from 'vitest';
import type { RuntimeEvent } from '../contract/index.ts';
import { createRandom } from '../kit/random.ts';
import type { PoolOptions } from './pool-options.ts';
import { createPool, type Pool } from './pool.ts';
import { fakeEngine, fakeRecord, type FakeEngine } from './testing/fake-engine.ts';
import { fakePool } from './testing/fake-pool.ts';

let engine: FakeEngine;
let events: RuntimeEvent[];
const [a, b, c] = [fakeRecord('a'), fakeRecord('b'), fakeRecord('c')];
const SIZES = { a: 60, b: 60, c: 30, huge: 101 };
const pool = (options: Partial<PoolOptions> = {}): Pool =>
  createPool({ ...fakePool(engine, events, SIZES), ...options });
/** Loads a model and gives it back at once. */
const use = async (models: Pool, record: typeof a): Promise<void> => (await models.lease(record)).release();
beforeEach(() => {
  engine = fakeEngine();
  events = [];
});

test('ollama#17408: a victim that is asked for while it goes is gone first, then loaded once; nobody waits for ever', async () => {
  const models = pool();
  await use(models, a);
  const { promise, resolve } = Promise.withResolvers<void>();
  engine.closeAfter = promise;
  const other = models.lease(b);
  await vi.waitFor(
    async () => expect((await models.states())[0]).toMatchObject({ state: 'closing' }),
    60_000,
  );
  const again = models.lease(a);
  resolve();
  (await other).release();
  (await again).release();
  expect(engine.loads).toEqual(['a', 'b', 'a']);
  expect(engine.closed).toEqual(['a', 'b']);
  await models.close();
});

test('ollama#18282: a model that can never fit is refused at once, and nothing is unloaded for it', async () => {
  const models = pool();
  await use(models, a);
  await expect(models.lease(fakeRecord('huge'))).rejects.toMatchObject({
    code: 'model_too_big',
    message: expect.stringContaining('may hold 1 MB'),
    hint: expect.stringContaining('memory.budget'),
  });
  expect(engine.loads).toEqual(['a']);
  expect(engine.closed).toEqual([]);
  await models.close();
});

test('ollama#13227: what fits beside the others evicts nothing', async () => {
  const models = pool();
  await use(models, a);
  await use(models, c);
  expect((await models.states()).map(({ model }) => model)).toEqual(['a', 'c']);
  await models.close();
});

test('llama.cpp PR#25326: as many go as the bytes need, not as the count says', async () => {
  const models = pool({ budgetBytes: 120 });
  for (const record of [a, c, fakeRecord('d'), fakeRecord('e')]) await use(models, record);
  await use(models, b);
  expect(engine.closed).toEqual(['a']);
  await models.close();
});

test('lmstudio-bug-tracker#1751, llama-swap#281: four first requests for two models make one load each', async () => {
  const models = pool({ budgetBytes: 120 });
  const leases = await Promise.all([a, b, a, b].map((record) => models.lease(record)));
  expect(engine.loads.toSorted()).toEqual(['a', 'b']);
  for (const lease of leases) lease.release();
  await models.close();
});

test('llama-swap#946: a request that comes during the unload after idling gets the model anew', async () => {
  const models = pool({ idleMs: 5 });
  const { promise, resolve } = Promise.withResolvers<void>();
  engine.closeAfter = promise;
  await use(models, a);
  await vi.waitFor(
    async () => expect((await models.states())[0]).toMatchObject({ state: 'closing' }),
    60_000,
  );
  const waits = models.lease(a);
  resolve();
  const lease = await waits;
  expect([engine.loads, engine.closed]).toEqual([['a', 'a'], ['a']]);
  expect(await models.states()).toMatchObject([{ model: 'a', state: 'ready', active: 1 }]);
  lease.release();
  await models.close();
});

test('ollama#16830: a model that is killed again and again rests, is not loaded in a loop, and evicts nobody', async () => {
  const models = pool();
  for (let death = 0; death < 4; death++) {
    await use(models, a);
    engine.kill('a');
    await vi.waitFor(async () => expect(await models.states()).toEqual([]), 60_000);
  }
  await use(models, b);
  const asked = await Promise.allSettled([models.lease(a), models.lease(a), models.lease(a)]);
  for (const one of asked) expect(one).toMatchObject({ reason: { code: 'engine_crashed', retryAfter: 2 } });
  expect(engine.loads).toEqual(['a', 'a', 'a', 'a', 'b']);
  expect(engine.closed).toEqual([]);
  await models.close();
});

test('lmstudio-bug-tracker#2051: a pinned model stays, and what cannot fit beside it is refused', async () => {
  const models = pool({ pinned: ['a'], idleMs: 5 });
  await use(models, a);
  await use(models, c);
  await expect(models.lease(b)).rejects.toMatchObject({ code: 'model_too_big' });
  await vi.waitFor(() => expect(engine.closed).toEqual(['c']), 60_000);
  expect((await models.states()).map(({ model }) => model)).toEqual(['a']);
  await models.close();
});

test('lmstudio-bug-tracker#634: after an idle unload one copy is loaded, never two', async () => {
  const models = pool({ idleMs: 5 });
  for (let round = 0; round < 3; round++) {
    await Promise.all([use(models, a), use(models, a)]);
    await vi.waitFor(async () => expect(await models.states()).toEqual([]), 60_000);
  }
  expect(engine.loads).toEqual(['a', 'a', 'a']);
  expect(engine.closed).toEqual(['a', 'a', 'a']);
});

test('the budget holds at every moment under random requests, cancels and deaths; all come to an end', async () => {
  const models = pool();
  const sizes: Record<string, number> = { a: 60, b: 60, c: 30, d: 10 };
  let most = 0;
  const random = createRandom(7);
  const look = async (): Promise<void> => {
    const held = (await models.states()).reduce((sum, { model }) => sum + (sizes[model] ?? 0), 0);
    most = Math.max(most, held);
  };
  const records = [a, b, c, fakeRecord('d')];
  const ends = await Promise.allSettled(
    Array.from({ length: 200 }, async (_, i) => {
      await new Promise((done) => setTimeout(done, random() * 100));
      const gone = new AbortController();
      if (i % 5 === 0) setTimeout(() => gone.abort(), random() * 20);
      if (i % 50 === 0) engine.kill('c');
      const lease = await models.lease(records[Math.floor(random() * 4)] as typeof a, gone.signal);
      await look();
      await new Promise((done) => setTimeout(done, random() * 3));
      lease.release();
    }),
  );
  for (const end of ends)
    if (end.status === 'rejected')
      expect(['cancelled', 'engine_crashed']).toContain((end.reason as { code: string }).code);
  expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(100);
  expect(most).toBeGreaterThan(60);
  expect(most).toBeLessThanOrEqual(100);
  await models.close();
});

test('what grew beyond the budget in use goes when it rests, and is loaded alone the next time', async () => {
  const grown = {
    residentBytes: 130,
    peakBytes: 130,
    anonymousBytes: 130,
    mappedBytes: 0,
    method: 'rss',
  } as const;
  const footprints: PoolOptions['footprints'] = {
    of: ({ id }) => ({
      bytes: id === 'a' ? 130 : 30,
      loadBytes: 30,
      softBytes: 0,
      loadSeconds: 1,
      method: 'measured',
    }),
    examine: () => undefined,
    remember: () => undefined,
  };
  const readHeld: PoolOptions['readHeld'] = async ({ model }) => (model.id === 'a' ? grown : undefined);
  const models = pool({ footprints, readHeld });
  await use(models, c);
  await use(models, a);
  await vi.waitFor(() => expect(engine.closed).toEqual(['c', 'a']), 60_000);
  await use(models, a);
  expect(engine.loads).toEqual(['c', 'a', 'a']);
  await models.close();
});

test('two requests that each hold a model and want the other: one is refused, none waits for ever', async () => {
  const models = pool({ budgetBytes: 130 });
  const [first, second] = await Promise.all([
    models.lease(a, undefined, { requestId: 'r1' }),
    models.lease(b, undefined, { requestId: 'r2' }),
  ]);
  const big = fakeRecord('c');
  await expect(models.lease(big, undefined, { requestId: 'r1' })).rejects.toMatchObject({
    code: 'overloaded',
  });
  const shared = await models.lease(b, undefined, { requestId: 'r1' });
  for (const lease of [first, second, shared]) lease.release();
  (await models.lease(big, undefined, { requestId: 'r1' })).release();
  await models.close();
});

test('a request that waits for room gets it when the busy model is given back, before those that come later', async () => {
  const models = pool();
  const busy = await models.lease(a);
  const waits = models.lease(b);
  await new Promise((done) => setTimeout(done, 5));
  expect(engine.loads).toEqual(['a']);
  busy.release();
  const lease = await waits;
  expect(engine.closed).toEqual(['a']);
  lease.release();
  await models.close();
});

test('a caller that goes away while it waits for room loads and unloads nothing', async () => {
  const models = pool();
  const busy = await models.lease(a);
  const gone = new AbortController();
  const waits = models.lease(b, gone.signal);
  gone.abort();
  await expect(waits).rejects.toMatchObject({ code: 'cancelled' });
  busy.release();
  await new Promise((done) => setTimeout(done, 5));
  expect([engine.loads, engine.closed]).toEqual([['a'], []]);
  await models.close();
  await expect(models.lease(a)).rejects.toMatchObject({ code: 'cancelled' });
});
