import { afterEach, expect, test } from 'vitest';
import type { Settings } from '../../contract/index.ts';
import { openDatabase } from '../../store/database.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { createLedger } from '../../ledger/record.ts';
import { cloudEntry, entry } from '../../ledger/testing/entry.ts';
import { createVerdicts } from '../../ledger/verdicts.ts';
import { daysUntil } from './days.ts';
import { createOwnerShare } from './share.ts';

const NOON = new Date(2026, 10, 21, 12).getTime();
const DAY_MS = 86_400_000;
const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const settings = {
  apps: { mail: { localShare: 0.8 }, notes: {} },
  router: { threshold: 0.7 },
  ledger: { counterfactual: 'openai/gpt-6-luna' },
} as unknown as Settings;

function open() {
  const home = tempHome();
  const clock = { now: () => NOON, monotonic: () => 0 };
  const runtime = { settings, models: () => [{ id: 'local/house' }] } as never;
  const database = openDatabase(home.database);
  closers.push(() => database.close());
  const share = createOwnerShare({ runtime, clock, database: () => database });
  return { share, database, ledger: createLedger({ database, clock }) };
}

test('a fresh machine: every day is there, and nothing is claimed', async () => {
  const { share } = open();
  const report = await share.report({ days: 7 });
  expect(report.byDay.map(({ day }) => day)).toEqual([
    '2026-11-15',
    '2026-11-16',
    '2026-11-17',
    '2026-11-18',
    '2026-11-19',
    '2026-11-20',
    '2026-11-21',
  ]);
  expect(report).toMatchObject({ now: NOON, firstAt: null, seen: [], byApp: [] });
  expect(report.all).toMatchObject({
    requests: 0,
    localShare: null,
    teacher: null,
    cloudOnlyUsd: { method: 'unavailable' },
    cloudOnlyMs: { method: 'unavailable' },
  });
});

test('days, apps and the sum of all tell the same', async () => {
  const { share, database, ledger } = open();
  await ledger.record(entry({ requestId: 'a', at: NOON - DAY_MS, app: 'mail', durationMs: 100 }));
  await ledger.record(entry({ requestId: 'b', at: NOON, app: 'mail', durationMs: 100 }));
  await ledger.record(
    cloudEntry({
      requestId: 'c',
      at: NOON,
      app: 'notes',
      durationMs: 900,
      costUsd: 0.5,
      counterfactualUsd: 0.5,
    }),
  );
  await ledger.record(entry({ requestId: 'old', at: NOON - 40 * DAY_MS, app: 'mail' }));
  createVerdicts(database, () => NOON).note('b', 'shadow', 1);
  const report = await share.report({ days: 30 });
  expect(report.firstAt).toBe(NOON - 40 * DAY_MS);
  expect(report.all).toMatchObject({
    requests: 3,
    localShare: { n: 3, value: 2 / 3 },
    teacher: { n: 1, value: 1 },
    costUsd: { value: 0.5, method: 'estimated' },
    waitedMs: { value: 1100, method: 'measured' },
  });
  expect(report.all.cloudOnlyUsd.value).toBeCloseTo(0.5 + 0.002);
  const tried = cloudEntry().attempts[0]?.durationMs ?? 0;
  expect(report.all.cloudOnlyMs).toMatchObject({ value: 3 * (900 - tried), method: 'estimated' });
  expect(report.byDay.slice(-2)).toMatchObject([
    { requests: 1, teacher: null, localShare: { value: 1 } },
    { requests: 2, teacher: { n: 1 }, localShare: { value: 0.5 } },
  ]);
  expect(report.byApp).toMatchObject([
    { app: 'mail', requests: 2 },
    { app: 'notes', requests: 1 },
  ]);
  expect(report.targets).toMatchObject([{ app: 'mail', localShare: 0.8, threshold: 0.7 }]);
});

test('one app alone, beside the names of the others; speed of a cloud that it never asked is not known', async () => {
  const { share, ledger } = open();
  await ledger.record(entry({ requestId: 'a', at: NOON, app: 'mail' }));
  await ledger.record(cloudEntry({ requestId: 'b', at: NOON, app: 'notes' }));
  const report = await share.report({ days: 7, app: 'mail' });
  expect(report).toMatchObject({ app: 'mail', seen: ['mail', 'notes'], all: { requests: 1 } });
  expect(report.byApp.map(({ app }) => app)).toEqual(['mail']);
  expect(report.all.cloudOnlyMs).toMatchObject({ value: null, method: 'unavailable' });
  expect((await share.report({ days: 7, app: 'notes' })).targets).toEqual([]);
});

test('days end at midnight, also where the clock is put back between', () => {
  const days = daysUntil(NOON, 60);
  for (const [at, day] of days.entries()) {
    expect(new Date(day.since).getHours()).toBe(0);
    expect(day.until).toBe(days[at + 1]?.since ?? new Date(2026, 10, 22).getTime());
  }
});
