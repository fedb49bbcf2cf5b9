import { expect, onTestFinished, test } from 'vitest';
import { NearmostError, settingsSchema, type SettingsInput } from '../../contract/index.ts';
import { createBudget } from '../../ledger/budget.ts';
import { createLazyPrices } from '../../ledger/lazy-prices.ts';
import { createLedger } from '../../ledger/record.ts';
import { cloudEntry } from '../../ledger/testing/entry.ts';
import { openDatabase } from '../../store/database.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { createHealth } from '../calls/health.ts';
import { createMarket } from './create-market.ts';
import { createMarketView } from './view-market.ts';

const NOON = new Date(2026, 10, 21, 12).getTime();
const SECRET = 'sk-hush-hush-hush';

function open(input: SettingsInput, env: Record<string, string> = {}) {
  let time = 1000;
  const clock = { now: () => NOON, monotonic: () => time };
  const settings = settingsSchema.parse(input);
  const database = openDatabase(tempHome().database);
  onTestFinished(() => database.close());
  const market = createMarket({
    settings,
    clock,
    store: { load: () => new Map(), save: () => undefined },
    loadPrice: async () => () => null,
    priceDate: '2026-11-01',
  });
  const health = createHealth(clock);
  const budget = createBudget({ database, clock, settings });
  const prices = createLazyPrices(settings.providers, clock).list;
  const view = createMarketView({ settings, env, clock, market, health, budget, prices });
  return {
    view,
    market,
    health,
    budget,
    ledger: createLedger({ database, clock }),
    pass: (ms: number) => (time += ms),
  };
}
const entries: SettingsInput = {
  providers: {
    openai: { key: SECRET, model: 'gpt-4o-mini' },
    groq: { enabled: false },
    box: { baseUrl: 'http://192.168.0.5:8000/v1' },
    acme: { baseUrl: 'https://acme.example/v1', model: 'large', price: { input: 2, output: 8 } },
  },
};

test('who may be asked stands first; a key is told by its place, never by itself', async () => {
  const { view } = open(entries, { MISTRAL_API_KEY: `${SECRET}-2` });
  const { providers } = await view();
  expect(JSON.stringify(providers)).not.toContain(SECRET);
  const told = new Map(providers.map(({ id, key, obstacle, near }) => [id, { key, obstacle, near }]));
  expect(told.get('openai')).toEqual({ key: 'config', obstacle: null, near: false });
  expect(told.get('mistral')).toEqual({ key: 'environment', obstacle: null, near: false });
  expect(told.get('box')).toEqual({ key: 'unneeded', obstacle: null, near: true });
  expect(told.get('xai')).toEqual({ key: 'none', obstacle: 'no key', near: false });
  expect(told.get('groq')).toMatchObject({ obstacle: 'turned off in the settings' });
  const open4 = providers.slice(0, 4).map(({ id }) => id);
  expect(open4.toSorted()).toEqual(['acme', 'box', 'mistral', 'openai']);
  expect(providers.at(-1)?.id).toBe('groq');
});

test('prices for a million tokens, with who states them and the day', async () => {
  const { view } = open(entries);
  const models = (await view()).providers.flatMap(({ models: all }) => all);
  const of = (name: string) => models.find(({ model }) => model === name);
  expect(of('openai/gpt-4o-mini')).toMatchObject({
    inputUsd: { value: expect.closeTo(0.15), method: 'estimated' },
    outputUsd: { value: expect.closeTo(0.6), method: 'estimated' },
    priceDate: '2026-09-23',
  });
  expect(of('acme/large')).toMatchObject({
    inputUsd: { value: expect.closeTo(2), note: expect.stringContaining('settings') },
    outputUsd: { value: expect.closeTo(8) },
    priceDate: '2026-11-21',
  });
});

test('without traffic figures say so; with it they say what they stand on', async () => {
  const { view, market } = open(entries);
  const of = async (name: string) =>
    (await view()).providers.flatMap(({ models }) => models).find(({ model }) => model === name);
  const none = { value: null, method: 'unavailable' };
  expect(await of('acme/large')).toMatchObject({
    auto: true,
    firstMs: { p50: none, p95: none },
    wholeMs: { p50: none, p95: none },
    tokensPerSecond: none,
    errorShare: none,
    limitedShare: none,
    sameShare: none,
    lastAt: null,
  });
  const answered = {
    kind: 'answered',
    firstMs: 200,
    totalMs: 1200,
    tokens: 101,
    streamed: true,
    speed: 100,
  } as const;
  for (let i = 0; i < 3; i += 1) market.saw('acme/large', true, answered);
  market.saw('acme/large', false, { kind: 'failed', limited: true });
  market.saw('acme/large', false, { kind: 'pair', same: false });
  const { speed: _speed, ...atOnce } = answered;
  market.saw('acme/other', true, { ...atOnce, firstMs: 1198 });
  const large = await of('acme/large');
  expect(large?.firstMs.p50).toMatchObject({ method: 'measured', note: '3 recent calls, to within 9 %' });
  expect(Math.abs(Math.log2((large?.firstMs.p50.value ?? 0) / 200))).toBeLessThan(1 / 8);
  expect(large?.firstMs.p95).toEqual({ ...none, note: 'too few calls: 3 recent calls' });
  expect(large?.tokensPerSecond.value).toBeCloseTo(100);
  expect(large).toMatchObject({ errorShare: { value: 0 }, sameShare: { value: 0 }, lastAt: NOON });
  expect(large?.limitedShare.value).toBeCloseTo(0.25, 1);
  expect(large?.wholeMs.p50.note).toBe('no calls');
  const other = await of('acme/other');
  expect(other?.auto).toBe(false);
  expect(other?.tokensPerSecond).toEqual({
    ...none,
    note: 'streamed answers came at once, or were too short to tell',
  });
  expect(other?.firstMs.p50.value).toBeGreaterThan(1000);
});

test('the breaker: closed, open, half open', async () => {
  const { view, health, pass } = open(entries);
  const of = async () => (await view()).providers.find(({ id }) => id === 'acme');
  expect(await of()).toMatchObject({ breaker: 'closed', obstacle: null });
  health.begin('acme', 'acme/large', 1000)?.failed(new NearmostError('timeout', 'It took too long.'));
  expect(await of()).toMatchObject({ breaker: 'open', obstacle: 'resting for 30 s after timeout' });
  pass(31_000);
  expect(await of()).toMatchObject({ breaker: 'half_open', obstacle: null });
});

test('caps: those of a provider with it, the others beside; what is spent and set aside', async () => {
  const { view, budget, ledger } = open({
    budget: { dayUsd: 5 },
    apps: { mail: { budget: { dayTokens: 1000 } } },
    providers: { openai: { key: SECRET, budget: { monthUsd: 1 } } },
  });
  await ledger.record(cloudEntry({ requestId: 'r1', at: NOON, model: 'openai/gpt-4o-mini', costUsd: 0.25 }));
  budget.reserve({ app: 'mail', provider: 'openai', usd: 0.5, tokens: 100 });
  const { caps, providers } = await view();
  expect(caps).toEqual([
    { path: 'budget.dayUsd', unit: 'usd', period: 'day', most: 5, used: 0.25, aside: 0.5 },
    expect.objectContaining({ path: 'apps.mail.budget.dayTokens', aside: 100 }),
  ]);
  const openai = providers.find(({ id }) => id === 'openai');
  expect(openai?.caps).toEqual([
    {
      path: 'providers.openai.budget.monthUsd',
      unit: 'usd',
      period: 'month',
      most: 1,
      used: 0.25,
      aside: 0.5,
    },
  ]);
  expect(openai?.monthUsd).toMatchObject({ value: 0.25, method: 'estimated' });
  await ledger.record(cloudEntry({ requestId: 'r2', at: NOON, model: 'openai/gpt-4o-mini', costUsd: 0.75 }));
  expect((await view()).providers.find(({ id }) => id === 'openai')?.obstacle).toMatch(/cap of \$1 a month/);
});
