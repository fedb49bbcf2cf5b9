import { beforeEach, expect, test, vi } from 'vitest';
import type { PoolOptions } from './pool-options.ts';
import { createHints } from './hints.ts';
import { createPool, type Pool } from './pool.ts';
import { fakeEngine, fakeRecord, type FakeEngine } from './testing/fake-engine.ts';
import { fakePool } from './testing/fake-pool.ts';

let engine: FakeEngine;
const [a, b, c] = [fakeRecord('a'), fakeRecord('b'), fakeRecord('c')];
const use = async (models: Pool, record: typeof a): Promise<void> => (await models.lease(record)).release();
const pool = (sizes: Record<string, number> = {}, options: Partial<PoolOptions> = {}): Pool =>
  createPool({ ...fakePool(engine, [], sizes), ...options });
beforeEach(() => {
  engine = fakeEngine();
});

test('a hint opens in time for its load, comes true, or is forgotten', () => {
  const hints = createHints(() => 10);
  hints.add({ record: a, app: 'x', dueAt: 100_000 }, 0);
  expect([hints.open(69_999), hints.nextAt(0), hints.usesPerSecond('a', 0)]).toEqual([[], 70_000, 0]);
  expect(hints.open(70_000)).toEqual([{ record: a, chance: 0.9 }]);
  expect([hints.nextAt(70_000), hints.open(400_000)]).toEqual([Infinity, []]);
  hints.asked('y', 'a');
  expect(hints.open(70_000)).toHaveLength(1);
  hints.begun('a');
  expect(hints.open(70_000)).toEqual([]);
  expect(hints.usesPerSecond('a', 70_000)).toBeGreaterThan(0);
  hints.asked('x', 'a');
  expect(hints.usesPerSecond('a', 70_000)).toBe(0);
});

test('an app that declares without end fills no memory', () => {
  const hints = createHints(() => 0);
  for (let n = 0; n < 1000; n++) hints.add({ record: fakeRecord(`m${n}`), app: 'x', dueAt: 0 }, 0);
  expect(hints.open(0).length).toBe(256);
  expect(hints.open(0).at(-1)?.record.id).toBe('m999');
});

test('a declared model is loaded before it is asked, once', async () => {
  const models = pool();
  expect(models.hint(a)).toBe('loading');
  expect(models.hint(a)).toBe('loading');
  await use(models, a);
  expect(models.hint(a)).toBe('ready');
  expect(engine.loads).toEqual(['a']);
  await models.close();
});

test('a hint waits for the answer that holds the memory, and takes it when that ends', async () => {
  const models = pool({ a: 60, b: 60 });
  const lease = await models.lease(a);
  expect(models.hint(b)).toBe('noted');
  expect(engine.closed).toEqual([]);
  lease.release();
  await vi.waitFor(() => expect(engine.loads).toEqual(['a', 'b']), 60_000);
  await models.close();
});

test('two that do not fit together do not unload each other', async () => {
  const models = pool({ a: 60, b: 60 });
  models.hint(a);
  await vi.waitFor(() => expect(models.hint(a)).toBe('ready'), 60_000);
  expect(models.hint(b)).toBe('noted');
  expect(engine.closed).toEqual([]);
  await use(models, a);
  await vi.waitFor(() => expect(engine.loads).toEqual(['a', 'b']), 60_000);
  await models.close();
});

test('who waits goes before who is declared', async () => {
  const models = pool({ a: 60, b: 60 });
  const waits = models.lease(a);
  expect(models.hint(b)).toBe('noted');
  const lease = await waits;
  expect(engine.loads).toEqual(['a']);
  lease.release();
  await models.close();
});

test('what can never fit is refused, what fails to load is not tried again by itself', async () => {
  const models = pool({ a: 10, c: 101 });
  expect(() => models.hint(c)).toThrow(expect.objectContaining({ code: 'model_too_big' }));
  engine.failNext = true;
  models.hint(a);
  await vi.waitFor(() => expect(engine.failNext).toBe(false), 60_000);
  await use(models, b);
  expect(engine.loads).toEqual(['a', 'b']);
  await models.close();
});

test('what is due later is loaded in time, without a request in between', async () => {
  const models = pool({}, { idleMs: 0 });
  expect(models.hint(a, { inMs: 21_050 })).toBe('noted');
  await vi.waitFor(() => expect(engine.loads).toEqual(['a']), 60_000);
  await models.close();
});
