import { expect, test } from 'vitest';
import { createMinute } from './minute.ts';

const end = (place: string, durationMs: number, status = 'ok') => ({ place, durationMs, status });

test('nothing in the last minute', () => {
  expect(createMinute(0).totals(1000)).toEqual({ perSecond: 0, requests: 0, answers: 0, here: 0, p50: null });
});

test('rate, local share and the middle of the times, of one minute', () => {
  const minute = createMinute(0);
  minute.add(end('local', 999), 0);
  for (let second = 10; second < 70; second += 1)
    minute.add(end(second % 4 === 0 ? 'cloud' : 'local', second), second * 1000);
  minute.add(end('cloud', 5, 'error'), 69_500);
  const totals = minute.totals(69_900);
  expect(totals).toMatchObject({ requests: 61, answers: 60, here: 45, p50: 39 });
  expect(totals.perSecond).toBeCloseTo(61 / 60);
  expect(minute.totals(200_000).requests).toBe(0);
});

test('a page that was just opened tells the rate of the seconds that it watched', () => {
  const minute = createMinute(0);
  for (let at = 100; at <= 5000; at += 100) minute.add(end('local', 1), at);
  expect(minute.totals(5000).perSecond).toBeCloseTo(10);
});

test('more than the ring holds: the newest count, and the rate stays right', () => {
  const minute = createMinute(0, 100);
  for (let at = 0; at < 10_000; at += 10) minute.add(end('local', at), at);
  const totals = minute.totals(10_000);
  expect(totals.requests).toBe(100);
  expect(totals.perSecond).toBeCloseTo(100);
});
