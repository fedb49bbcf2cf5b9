import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LinkStatus, Rejection } from '../../contract/index.ts';
import { nobodyAnswered } from '../explain.ts';
import { createHealth } from '../calls/health.ts';
import { linkHealth } from './link-health.ts';
import { createMonitor, type Fault } from './monitor.ts';

function open() {
  let time = 1000;
  const told: LinkStatus['state'][] = [];
  const clock = { now: () => time, monotonic: () => time };
  const monitor = createMonitor(clock, ({ state }) => told.push(state));
  return { monitor, clock, told, pass: (ms: number) => (time += ms) };
}
const lost = (host: string, certain = false): Fault => ({ host, kind: 'lost', what: 'ECONNRESET', certain });

test('three failures in a row of more than one host, and the link is lost; one answer, and it is back', () => {
  const { monitor, told, pass } = open();
  expect(monitor.status()).toMatchObject({ state: 'unknown', connectMs: null });
  monitor.failed(lost('a'));
  monitor.failed(lost('b'));
  monitor.reached();
  monitor.failed(lost('a'));
  monitor.failed(lost('b'));
  expect([monitor.status().state, monitor.obstacle()]).toEqual(['online', undefined]);
  pass(50);
  monitor.failed(lost('a'));
  expect(monitor.status()).toMatchObject({
    state: 'lost',
    since: 1050,
    why: expect.stringMatching(/^the network /),
  });
  expect(monitor.obstacle()).toMatch(/seems lost \(ECONNRESET\); tried again in 5 s$/);
  monitor.reached();
  expect([monitor.obstacle(), told]).toEqual([undefined, ['online', 'lost', 'online']]);
});

test('one provider that is down is not the network, unless no name is found at all', () => {
  const { monitor } = open();
  for (let i = 0; i < 20; i++) monitor.failed(lost('a'));
  expect(monitor.obstacle()).toBeUndefined();
  for (let i = 0; i < 3; i++) monitor.failed(lost('a', true));
  expect(monitor.status().state).toBe('lost');
  monitor.reached();
  monitor.failed(lost('a', true));
  expect(monitor.status().state).toBe('online');
  monitor.failed(lost('b', true));
  expect(monitor.status().state).toBe('lost');
});

test('while it is lost one call at a time tries, ever less often', () => {
  const { monitor, pass } = open();
  const fail = (): void => [lost('a'), lost('b'), lost('a')].forEach(monitor.failed);
  fail();
  fail(); // under way when it went: no tries
  expect(monitor.admit()).toBe(false);
  for (const waited of [5, 10, 20, 40, 60, 60]) {
    expect(monitor.obstacle()).toContain(`in ${waited} s`);
    pass(waited * 1000);
    expect([monitor.obstacle(), monitor.admit(), monitor.admit()]).toEqual([undefined, true, false]);
    monitor.failed(lost('a'));
  }
});

test('who answers instead of the one that was called is a captive network', () => {
  const { monitor } = open();
  monitor.failed({ host: 'a', kind: 'captive', what: 'status 511', certain: true });
  expect(monitor.status()).toMatchObject({ state: 'captive', why: expect.stringContaining('sign-in') });
  monitor.reached();
  for (const host of ['a', 'b', 'a'])
    monitor.failed({ host, kind: 'captive', what: 'a web page instead of an answer', certain: false });
  expect(monitor.status().state).toBe('captive');
});

test('slow is measured', () => {
  const { monitor, told } = open();
  monitor.reached();
  monitor.connected(3000);
  monitor.connected(1400);
  expect(monitor.status().state).toBe('online');
  monitor.connected(1200);
  expect(monitor.status()).toMatchObject({ state: 'slow', connectMs: 1400, why: 'connections take 1.4 s' });
  expect(monitor.obstacle()).toBeUndefined();
  for (let i = 0; i < 3; i++) monitor.connected(40);
  expect([monitor.status().state, told]).toEqual(['online', ['online', 'slow', 'online']]);
});

test('the breaker asks nobody beyond a lost link, but those of the own network and those that are named', () => {
  const { monitor, clock, pass } = open();
  const health = linkHealth(createHealth(clock), monitor, (provider) => provider === 'lan');
  [lost('a'), lost('b'), lost('a')].forEach(monitor.failed);
  expect(health.resting('acme')).toMatch(/^the network seems lost/);
  expect(health.resting('lan')).toBeUndefined();
  const begins = (provider: string, named = false): boolean =>
    health.begin(provider, `${provider}/m`, 1000, named ? 'named' : undefined) !== undefined;
  expect([begins('acme'), begins('lan'), begins('named', true)]).toEqual([false, true, true]);
  pass(5000);
  expect([begins('acme'), begins('other')]).toEqual([true, false]);
});

test('whatever happens: an answer ends it, and an obstacle always ends by itself', () => {
  const step = fc.oneof(
    fc.record({
      host: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('lost' as const, 'captive' as const),
      certain: fc.boolean(),
    }),
    fc.constantFrom('reached' as const, 'admit' as const),
    fc.integer({ min: 0, max: 100_000 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { monitor, pass } = open();
      for (const one of steps)
        if (one === 'reached') monitor.reached();
        else if (one === 'admit') monitor.admit();
        else if (typeof one === 'number') pass(one);
        else monitor.failed({ ...one, what: 'x' });
      pass(60_000);
      expect(monitor.obstacle()).toBeUndefined();
      expect(monitor.admit()).toBe(true);
      monitor.reached();
      expect(monitor.status().state).toBe('online');
    }),
  );
});

test('who cannot be answered for want of a link is told so, with the next step; a label is a label', () => {
  const { monitor } = open();
  monitor.failed({ host: 'a', kind: 'captive', what: 'status 511', certain: true });
  const cloud = (reason: string): Rejection => ({ place: 'cloud', model: 'acme/m', reason });
  const captive = nobodyAnswered([], [cloud(monitor.obstacle()!)], 'req');
  expect([captive.code, captive.retryable, captive.hint]).toEqual([
    'offline',
    true,
    expect.stringMatching(/sign in/),
  ]);
  const { monitor: other } = open();
  [lost('a'), lost('b'), lost('a')].forEach(other.failed);
  const gone = cloud(other.obstacle()!);
  expect(nobodyAnswered([], [gone], 'req').hint).toMatch(/^Connect to the network/);
  expect(nobodyAnswered([], [gone, cloud('label personal: stays')], 'req').code).toBe('no_candidate');
});
