import { expect, test } from 'vitest';
import { NearmostError, type ErrorCode } from '../../contract/index.ts';
import { createHealth, type Health, type Ticket } from './health.ts';

/** A breaker over a clock that stands until it is turned. */
function setUp(): { health: Health; turn: (ms: number) => void; begin: (named?: boolean) => Ticket } {
  let now = 1000;
  const health = createHealth({ now: () => 0, monotonic: () => now });
  const begin = (named = false): Ticket => {
    const ticket = health.begin('p', 'p/m', 100, named ? 'named' : undefined);
    if (!ticket) throw new Error('not asked');
    return ticket;
  };
  return { health, begin, turn: (ms) => (now += ms) };
}
const fault = (code: ErrorCode, retryAfter?: number): NearmostError =>
  new NearmostError(code, 'x', retryAfter === undefined ? {} : { retryAfter });

test('closed, open after a time-out, half open after its rest, closed after an answer', () => {
  const { health, begin, turn } = setUp();
  begin().failed(fault('timeout'));
  expect(health.resting('p')).toBe('resting for 30 s after timeout');
  expect(health.begin('p', 'p/m', 100)).toBeUndefined();
  turn(30_000);
  expect(health.resting('p')).toBeUndefined();
  const trial = begin();
  expect(health.resting('p')).toBe('tried again by another request after timeout');
  expect(health.begin('p', 'p/m', 100)).toBeUndefined();
  trial.began();
  trial.answered();
  expect(health.resting('p')).toBeUndefined();
});

test('a trial is given its patience and no more, and a second failure rests twice as long', () => {
  const { health, begin, turn } = setUp();
  begin().failed(fault('timeout'));
  turn(30_000);
  const trial = begin();
  expect(trial.expendable()).toBeUndefined();
  turn(100);
  expect(trial.expendable()).toBe('still silent after timeout');
  trial.left();
  expect(health.resting('p')).toMatch(/^resting for 5\d s after timeout$/);
});

test('a trial that its caller gives up, or that is forgotten, leaves the way free for the next', () => {
  const { health, begin, turn } = setUp();
  begin().failed(fault('timeout'));
  turn(30_000);
  begin().dropped();
  expect(health.resting('p')).toBeUndefined();
  begin();
  turn(120_000);
  expect(health.resting('p')).toBeUndefined();
});

test('of many at once one waits for a silent provider; a first byte ends the suspicion', () => {
  const { health, begin, turn } = setUp();
  const [first, second] = [begin(), begin()];
  turn(99);
  expect([health.silence('p'), second.expendable()]).toEqual([undefined, undefined]);
  turn(1);
  expect(first.expendable()).toBeUndefined();
  expect(second.expendable()).toBe('silent for 1 s, another request waits for it');
  expect(health.silence('p')).toBe('silent for 1 s, another request waits for it');
  expect(health.begin('p', 'p/m', 100)).toBeUndefined();
  health.begin('p', 'p/m', 100, 'patient')?.dropped();
  second.began();
  expect([health.silence('p'), first.expendable()]).toEqual([undefined, undefined]);
  first.dropped();
  expect(health.silence('p')).toBeUndefined();
});

test('the first time-out wakes those that wait, and theirs are no further strikes', () => {
  const { health, begin, turn } = setUp();
  const tickets = [begin(), begin(), begin()];
  let woken = 0;
  for (const ticket of tickets) ticket.onRest(() => (woken += 1));
  turn(60_000);
  tickets[0]?.failed(fault('timeout'));
  expect(woken).toBe(2);
  expect(tickets[1]?.expendable()).toBe('resting for 30 s after timeout');
  tickets[1]?.failed(fault('timeout'));
  tickets[2]?.answered();
  expect(health.resting('p')).toBe('resting for 30 s after timeout');
});

test.each<[ErrorCode, number | undefined, string | undefined]>([
  ['upstream_rate_limited', 9, 'resting for 9 s after upstream_rate_limited'],
  ['upstream_rate_limited', undefined, 'resting for 5 s after upstream_rate_limited'],
  ['upstream_rate_limited', 0, 'resting for 5 s after upstream_rate_limited'],
  ['upstream_rate_limited', Number.NaN, 'resting for 5 s after upstream_rate_limited'],
  ['upstream_unavailable', 86_400, 'resting for 3600 s after upstream_unavailable'],
  ['upstream_auth', undefined, 'resting for 300 s after upstream_auth'],
  ['upstream_rejected', undefined, undefined],
  ['cancelled', undefined, undefined],
  ['budget_exceeded', undefined, undefined],
])('%s, retry-after %s', (code, retryAfter, words) => {
  const { health, begin } = setUp();
  begin().failed(fault(code, retryAfter));
  expect(health.resting('p')).toBe(words);
});

test('a provider that flaps rests longer each time, and is forgiven in time', () => {
  const { health, begin, turn } = setUp();
  const rests: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    begin().failed(fault('upstream_unavailable'));
    rests.push(Number(/for (\d+) s/.exec(health.resting('p') ?? '')?.[1]));
    turn((rests.at(-1) ?? 0) * 1000);
    const trial = begin();
    trial.answered();
  }
  expect(rests[0]).toBe(5);
  expect(rests.at(-1)).toBeGreaterThanOrEqual(9);
  turn(24 * 3_600_000);
  begin().failed(fault('upstream_unavailable'));
  expect(health.resting('p')).toBe('resting for 5 s after upstream_unavailable');
});

test('a withdrawn model is not asked again; others of its provider are', () => {
  const { health, begin } = setUp();
  begin().failed(new NearmostError('upstream_rejected', 'x', { param: 'model' }));
  expect(health.resting('p', 'p/m')).toBe('the provider does not know this model');
  expect(health.resting('p', 'p/other')).toBeUndefined();
});

test('who names the provider is let through, and its answer ends the rest', () => {
  const { health, begin, turn } = setUp();
  begin().failed(fault('upstream_auth'));
  turn(1);
  const named = begin(true);
  named.answered();
  named.failed(fault('timeout')); // after its end nothing counts
  expect(health.resting('p')).toBeUndefined();
});

test('silence that two calls in a row met, outrun by others, counts as a time-out; a first byte between them does not', () => {
  const { health, begin, turn } = setUp();
  begin().outrun();
  const alive = begin();
  turn(1);
  alive.began();
  turn(1);
  begin().outrun();
  expect(health.resting('p')).toBeUndefined();
  turn(1);
  begin().outrun();
  expect(health.resting('p')).toBe('resting for 30 s after timeout');
});

test('an answer that came whole is a sign of life too', () => {
  const { health, begin, turn } = setUp();
  const slow = begin();
  turn(50);
  begin().answered();
  turn(100);
  expect([health.resting('p'), slow.expendable()]).toEqual([undefined, undefined]);
});
