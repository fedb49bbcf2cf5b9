import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { NearmostError } from '../contract/index.ts';
import { createBridgeShare, isBridged } from './bridge.ts';
import type { PoolOptions } from './pool-options.ts';
import { createPool, type Pool } from './pool.ts';
import { fakeEngine, fakeRecord, type FakeEngine } from './testing/fake-engine.ts';
import { fakePool } from './testing/fake-pool.ts';

let engine: FakeEngine;
const [a, b] = [fakeRecord('a'), fakeRecord('b')];
const may = { requestId: 'r', mayLeave: true };
/** Loads are foreseen to take a second. */
const pool = (options: Partial<PoolOptions> = {}): Pool =>
  createPool({ ...fakePool(engine), bridgeSeconds: 1, bridgeShare: 1, ...options });
const serve = async (models: Pool, record: typeof a, times = 1): Promise<void> => {
  for (let n = 0; n < times; n++) (await models.lease(record, undefined, { requestId: `s${n}` })).release();
};
/** `here` or `away`. */
const ask = async (models: Pool, record: typeof a, who = may): Promise<string> => {
  try {
    (await models.lease(record, undefined, who)).release();
    return 'here';
  } catch (error) {
    return NearmostError.isInstance(error) && isBridged(error) ? 'away' : 'failed';
  }
};
beforeEach(() => {
  engine = fakeEngine();
});

test('the share holds whatever is asked, and nothing is sent before something was answered here', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, fc.array(fc.boolean(), { maxLength: 300 }), (most, wishes) => {
      const kept = createBridgeShare(most);
      let [sent, answered] = [0, 0];
      for (const wish of wishes)
        if (wish && kept.sendable() >= 1) {
          kept.sent();
          sent += 1;
        } else {
          kept.workedHere(`r${answered}`);
          answered += 1;
          kept.workedHere(`r${answered - 1}`);
        }
      return sent <= most * answered + 1e-6;
    }),
  );
  const eighth = createBridgeShare(0.125);
  for (let n = 0; n < 7; n++) eighth.workedHere(`r${n}`);
  expect(eighth.sendable()).toBe(0);
  eighth.workedHere('r0');
  expect(eighth.sendable()).toBe(0);
  eighth.workedHere('r7');
  expect(eighth.sendable()).toBe(1);
});

test('who may leave is sent while the model is loaded, and it is there for the next', async () => {
  const models = pool();
  await serve(models, a);
  expect(await ask(models, b)).toBe('away');
  await vi.waitFor(() => expect(models.isReady('b')).toBe(true), 60_000);
  expect([await ask(models, b), engine.loads]).toEqual(['here', ['a', 'b']]);
  await models.close();
});

test.each<[string, Partial<PoolOptions>, typeof may]>([
  ['who may not leave', {}, { ...may, mayLeave: false }],
  ['a short load', { bridgeSeconds: 1.5 }, may],
  ['bridging turned off', { bridgeSeconds: 0 }, may],
  ['no share', { bridgeShare: 0 }, may],
  ['a share that is not saved up yet', { bridgeShare: 0.5 }, may],
])('%s: waits', async (_, options, who) => {
  const models = pool(options);
  await serve(models, a);
  expect(await ask(models, b, who)).toBe('here');
  await models.close();
});

test('a load that lasts longer than foreseen is bridged as soon as it is late by the bound', async () => {
  const models = pool({
    bridgeSeconds: 0.05,
    footprints: {
      of: () => ({ bytes: 10, loadBytes: 10, softBytes: 0, loadSeconds: 0.02, method: 'estimated' }),
      examine: () => undefined,
      remember: () => undefined,
    },
  });
  await serve(models, a);
  engine.loadMs = 400;
  const order: string[] = [];
  const waits = models.lease(b).then((lease) => {
    order.push('here');
    lease.release();
  });
  order.push(await ask(models, b));
  await waits;
  expect(order).toEqual(['away', 'here']);
  await models.close();
});

test('requests that wait behind a busy model are sent too, once they waited for the bound', async () => {
  const models = pool({ budgetBytes: 15, bridgeSeconds: 1.05 });
  await serve(models, a);
  const busy = await models.lease(a, undefined, { requestId: 's' });
  expect(await ask(models, b)).toBe('away');
  busy.release();
  await models.close();
});
