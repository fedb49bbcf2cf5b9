import { expect, test } from 'vitest';
import { createHedges, raceHedge, type Hedge, type Second } from './hedge.ts';

const gate = <T>(): { promise: Promise<T>; open: (value: T) => void; fail: (error: Error) => void } => {
  let open: (value: T) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  promise.catch(() => undefined);
  return { promise, open, fail };
};

/** A race of two gates; the second is asked at once. */
function setUp(delayMs = 1) {
  const first = gate<string | undefined>();
  const ready = gate<void>();
  const second = { ready: ready.promise } as Second;
  const dropped: unknown[] = [];
  const begun = gate<void>();
  const hedge: Hedge = {
    delayMs,
    async begin() {
      begun.open();
      return second;
    },
    async drop(_second, failure) {
      dropped.push(failure);
    },
  };
  return { first, ready, second, dropped, begun: begun.promise, race: raceHedge(first.promise, hedge) };
}
const fault = new Error('broken');

test('in time: nobody else is asked', async () => {
  const { first, dropped, race } = setUp(10_000);
  first.open(undefined);
  expect([await race, dropped]).toEqual([{ won: undefined, left: undefined }, []]);
});

test('failed or left in time: nobody else is asked', async () => {
  const failed = setUp(10_000);
  failed.first.fail(fault);
  await expect(failed.race).rejects.toBe(fault);
  const left = setUp(10_000);
  left.first.open('silent');
  expect(await left.race).toEqual({ won: undefined, left: 'silent' });
});

test('the second is quicker', async () => {
  const { ready, second, dropped, begun, race } = setUp();
  await begun;
  ready.open();
  expect([await race, dropped]).toEqual([{ won: second, left: undefined, failure: undefined }, []]);
});

test('the first is quicker after all: the second is dropped', async () => {
  const { first, dropped, begun, race } = setUp();
  await begun;
  first.open(undefined);
  expect([await race, dropped]).toEqual([{ won: undefined, left: undefined }, [undefined]]);
});

test('the first fails while the second is under way: the second decides', async () => {
  const { first, ready, second, begun, race } = setUp();
  await begun;
  first.fail(fault);
  await new Promise((next) => setImmediate(next));
  ready.open();
  expect(await race).toEqual({ won: second, left: undefined, failure: fault });
});

test('the second fails: the first is waited for', async () => {
  const { first, ready, dropped, begun, race } = setUp();
  await begun;
  ready.fail(fault);
  await new Promise((next) => setImmediate(next));
  first.open(undefined);
  expect([await race, dropped]).toEqual([{ won: undefined, left: undefined }, [fault]]);
});

test('both fail: the failure of the first is told, that of the second is noted', async () => {
  const { first, ready, dropped, begun, race } = setUp();
  await begun;
  const other = new Error('other');
  ready.fail(other);
  first.fail(fault);
  await expect(race).rejects.toBe(fault);
  expect(dropped).toEqual([other]);
});

test('nobody can be asked: the first is waited for', async () => {
  const first = gate<string | undefined>();
  const hedge: Hedge = { delayMs: 1, begin: async () => undefined, drop: async () => undefined };
  const race = raceHedge(first.promise, hedge);
  setTimeout(() => first.open(undefined), 20);
  expect(await race).toEqual({ won: undefined, left: undefined });
});

test('of many requests one in twenty is sent twice', () => {
  const hedges = createHedges();
  let sent = 0;
  for (let i = 0; i < 1000; i += 1) {
    hedges.asked();
    if (hedges.take()) sent += 1;
  }
  expect(sent).toBeGreaterThanOrEqual(50);
  expect(sent).toBeLessThanOrEqual(51);
});
