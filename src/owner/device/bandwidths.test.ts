import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../store/database.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { createBandwidths } from './bandwidths.ts';

const DAY = 86_400_000;
let database: Database;
beforeEach(() => {
  database = openDatabase(tempHome().database);
});
afterEach(() => database.close());

test('measurements are remembered by day and threads, the best of each, newest first', () => {
  let at = new Date(2026, 10, 20, 12).getTime();
  const bandwidths = createBandwidths(database, { now: () => at });
  const measure = (threads: number, bytesPerSecond: number): void => {
    at += 1000;
    bandwidths.remember({ method: 'measured', threads, bytesPerSecond });
  };
  measure(1, 5e9);
  measure(1, 9e9);
  measure(3, 20e9);
  bandwidths.remember({ method: 'unavailable', threads: 1, bytesPerSecond: null });
  at += DAY;
  measure(1, 7e9);
  expect(bandwidths.byDay()).toEqual([
    { day: '2026-11-21', threads: 1, bytesPerSecond: 7e9, measurements: 1 },
    { day: '2026-11-20', threads: 3, bytesPerSecond: 20e9, measurements: 1 },
    { day: '2026-11-20', threads: 1, bytesPerSecond: 9e9, measurements: 2 },
  ]);
  expect(bandwidths.recent(1, 60_000)).toMatchObject({ bytesPerSecond: 7e9 });
  expect(bandwidths.recent(3, 60_000)).toBeUndefined();
  at -= 10 * DAY; // the clock was set back
  expect(bandwidths.recent(1, 60_000)).toBeUndefined();
});

test('a thousand are kept', () => {
  let at = 0;
  const bandwidths = createBandwidths(database, { now: () => (at += 1) });
  database.transaction(() => {
    for (let i = 0; i < 1200; i++)
      bandwidths.remember({ method: 'measured', threads: 1, bytesPerSecond: i + 1 });
  });
  expect(database.prepare('SELECT count(*) AS n, min(at) AS first FROM bandwidths').get()).toEqual({
    n: 1000,
    first: 201,
  });
});
