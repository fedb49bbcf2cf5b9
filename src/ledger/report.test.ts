import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../kit/clock.ts';
import { openDatabase } from '../store/database.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import type { LedgerEntry } from '../contract/index.ts';
import { aggregate, type Aggregates, type Period } from './aggregate.ts';
import { createLedger } from './record.ts';
import type { PriceNote } from './money.ts';
import { makeReport } from './report.ts';
import { cloudEntry, entry } from './testing/entry.ts';

const prices: PriceNote = { counterfactual: 'openai/gpt-4o-mini', source: 'list', date: '2026-01-01' };

async function sums(entries: LedgerEntry[], period?: Period): Promise<Aggregates> {
  const database = openDatabase(tempHome().database);
  onTestFinished(() => database.close());
  const ledger = createLedger({ database, clock: systemClock });
  await Promise.all(entries.map((row, at) => ledger.record({ ...row, requestId: `r${at}` })));
  return aggregate(database, period);
}

test('shares, money, tokens and reasons add up', async () => {
  const aggregates = await sums([
    entry({ app: 'mail' }),
    entry({ app: 'mail', counterfactualUsd: 0.002 }),
    entry({ app: 'mail', counterfactualUsd: null }),
    cloudEntry({ inputTokens: 100, outputTokens: 10 }),
    cloudEntry({ costUsd: null, inputTokens: null, outputTokens: null }),
    entry({ status: 'error', error: 'timeout', inputTokens: null, outputTokens: null, ttftMs: null }),
    entry({ status: 'cancelled', error: 'cancelled' }),
  ]);
  const report = makeReport(aggregates, prices);
  expect(report.requests).toEqual({ value: 7, method: 'measured' });
  expect([report.answered.value, report.errors.value, report.cancelled.value]).toEqual([5, 1, 1]);
  expect(report.localShare.value).toBe(3 / 5);
  expect(report.localShareOfTokens.value).toBe(90 / 200);
  expect(report.costUsd).toMatchObject({ value: 0.5, method: 'estimated' });
  expect(report.costUsd.note).toContain('without 1 answers');
  expect(report.savedUsd.value).toBeCloseTo(0.003);
  expect(report.savedUsd.note).toContain('1 answers not counted');
  expect(report.egressBytes.value).toBe(600);
  expect(report.handedOver).toEqual({ low_confidence: 2 });
  expect(report.errorsByCode).toEqual({ timeout: 1, cancelled: 1 });
  expect(report.apps.map(({ name, requests }) => [name, requests.value])).toEqual([
    ['default', 4],
    ['mail', 3],
  ]);
  expect(report.apps[1]?.localShare.value).toBe(1);
  expect(report.models.map(({ name }) => name)).toEqual(['local/house', 'openai/gpt-4o-mini']);
});

test('what the learning loop asks for itself costs, and is no part of the share', async () => {
  const own = cloudEntry({ app: 'nearmost-learning', costUsd: 0.25, ttftMs: 9000 });
  const report = makeReport(
    await sums([entry({}), own, { ...own, status: 'error', error: 'timeout' }]),
    prices,
  );
  expect([report.requests.value, report.ownRequests.value, report.errors.value]).toEqual([1, 2, 0]);
  expect(report.localShare.value).toBe(1);
  expect(report.costUsd.value).toBeCloseTo(0.5);
  expect(report.egressBytes.value).toBe(600);
  expect(report.ttftMs.cloud.p50.value).toBe(null);
  expect(report.apps.map(({ name }) => name)).toContain('nearmost-learning');
});

test('an empty ledger invents nothing', async () => {
  const report = makeReport(await sums([]), prices);
  expect(report.requests.value).toBe(0);
  expect(report.localShare).toEqual({ value: null, method: 'unavailable', note: 'no answers' });
  expect(report.ttftMs.local.p50.method).toBe('unavailable');
  expect(report.costUsd).toEqual({ value: 0, method: 'measured' });
});

test('an unknown price is unavailable, never 0', async () => {
  const cloud = makeReport(await sums([cloudEntry({ costUsd: null })]), prices);
  expect(cloud.costUsd).toMatchObject({ value: null, method: 'unavailable' });
  const local = makeReport(await sums([entry({ counterfactualUsd: null })]), prices);
  expect(local.savedUsd).toMatchObject({ value: null, method: 'unavailable' });
});

test('percentiles are values that were seen (nearest rank), by place', async () => {
  const rows = Array.from({ length: 20 }, (_, at) => entry({ ttftMs: 20 - at, durationMs: 7 }));
  const { ttft, duration } = await sums([...rows, cloudEntry({ ttftMs: 500 }), entry({ ttftMs: null })]);
  expect(ttft.local).toEqual({ n: 20, p50: 10, p95: 19 });
  expect(ttft.cloud).toEqual({ n: 1, p50: 500, p95: 500 });
  expect(duration.local.n).toBe(21);
});

test('a period and an app narrow it down', async () => {
  const rows = [entry({ at: 10 }), entry({ at: 20, app: 'mail' }), entry({ at: 30 })];
  expect((await sums(rows, { since: 20 })).all.requests).toBe(2);
  expect((await sums(rows, { since: 10, until: 30 })).all.requests).toBe(2);
  expect((await sums(rows, { app: 'mail' })).all.requests).toBe(1);
});
