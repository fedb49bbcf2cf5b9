import { expect, onTestFinished, test } from 'vitest';
import { NearmostError, settingsSchema, type SettingsInput } from '../../contract/index.ts';
import { openDatabase } from '../../store/database.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import type { CloudOption } from '../decide.ts';
import { createMarket, type Market, type MarketStore } from './create-market.ts';
import { noFigures, type Figures } from './figures.ts';
import { createMarketStore } from './store.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const option = (model: string, more: Partial<CloudOption> = {}): CloudOption => ({
  provider: model.slice(0, 1),
  model,
  hasKey: true,
  ...more,
});
const both = [option('a/m'), option('b/m')];
const request = { inputTokens: 100, stream: true, named: 0 };
const nowhere: MarketStore = { load: () => new Map(), save: () => undefined };

async function open(
  router: SettingsInput['router'] = {},
  more: { prices?: Record<string, number>; store?: MarketStore; priceDate?: string } = {},
): Promise<{ market: Market; turn: (ms: number) => void; first: (stream?: boolean) => string | undefined }> {
  let now = 0;
  const market = createMarket({
    settings: { router: settingsSchema.parse({ router }).router },
    clock: { now: () => NOON + now, monotonic: () => now },
    store: more.store ?? nowhere,
    loadPrice: async () => (model) => more.prices?.[model] ?? null,
    priceDate: more.priceDate ?? '2026-11-01',
  });
  await market.ready();
  const first = (stream = true): string | undefined => market.order(both, { ...request, stream })[0]?.model;
  return { market, turn: (ms) => (now += ms), first };
}
const answers = (market: Market, model: string, firstMs: number, times = 12): void => {
  for (let i = 0; i < times; i += 1)
    market.saw(model, true, { kind: 'answered', firstMs, totalMs: firstMs, tokens: 100, streamed: true });
};

test('with nothing but prices the cheaper one is asked first, and why says so', async () => {
  const { market } = await open({}, { prices: { 'a/m': 0.002, 'b/m': 0.001 } });
  const [first, second] = market.order(both, request);
  expect([first?.model, second?.model, second?.why]).toEqual(['b/m', 'a/m', undefined]);
  expect(first?.why).toBe('best offer: $0.0010, not asked yet; next a/m: $0.0020, not asked yet');
});

test('what is slow, fails or is turned away loses its place; kinds of requests are told apart', async () => {
  const { market, turn, first } = await open({}, { prices: { 'a/m': 0.001, 'b/m': 0.0011 } });
  expect([first(true), first(false)]).toEqual(['a/m', 'a/m']);
  turn(120_000);
  answers(market, 'a/m', 4000);
  answers(market, 'b/m', 1000);
  expect([first(true), first(false)]).toEqual(['b/m', 'a/m']);
  for (let i = 0; i < 20; i += 1) market.saw('b/m', true, { kind: 'failed', limited: i % 2 === 0 });
  turn(120_000);
  answers(market, 'a/m', 1100);
  expect(first()).toBe('a/m');
});

test('the list of the owner and a model that was named stand as they are', async () => {
  const prices = { 'a/m': 9, 'b/m': 1 };
  expect((await open({ cloud: ['a/m', 'b/m'] }, { prices })).first()).toBe('a/m');
  expect((await open({ order: 'listed' }, { prices })).first()).toBe('a/m');
  expect((await open({ order: 'market', cloud: ['a/m', 'b/m'] }, { prices })).first()).toBe('b/m');
  const { market } = await open({}, { prices });
  const three = [option('c/m'), ...both];
  expect(market.order(three, { ...request, named: 1 }).map(({ model }) => model)).toEqual([
    'c/m',
    'b/m',
    'a/m',
  ]);
});

test('one choice is no choice: nothing is said of it', async () => {
  const { market } = await open({}, { prices: { 'a/m': 9, 'b/m': 1 } });
  const resting = [option('a/m'), option('b/m', { resting: 'resting' })];
  expect(market.order(resting, request)).toEqual(resting);
  expect(market.order([option('a/m')], request)).toEqual([option('a/m')]);
});

test('a list of prices that is out of date is said, and changes nothing', async () => {
  const prices = { 'a/m': 2, 'b/m': 1 };
  const old = await open({}, { prices, priceDate: '2026-01-01' });
  const [first] = old.market.order(both, request);
  expect([first?.model, first?.why]).toEqual([
    'b/m',
    expect.stringMatching(/; prices of 2026-01-01 are 324 days old$/),
  ]);
});

test('p95 needs twenty calls; answers that were broken off count as slow', async () => {
  const { market } = await open();
  answers(market, 'a/m', 500, 19);
  expect(market.slowMs('a/m', true, 0.95)).toBeUndefined();
  for (let i = 0; i < 5; i += 1) market.saw('a/m', true, { kind: 'slow', firstMs: 4000 });
  expect(market.slowMs('a/m', true, 0.95)).toBeGreaterThan(3000);
  expect(market.slowMs('a/m', true, 0.5)).toBeLessThan(700);
  expect(market.rows()).toMatchObject([{ model: 'a/m', streamed: true, consistency: 1 }]);
});

test('answers that differ for the same request cost a place', async () => {
  const { market, turn, first } = await open({}, { prices: { 'a/m': 0.001, 'b/m': 0.0012 } });
  expect(first()).toBe('a/m');
  turn(60_000);
  for (let i = 0; i < 12; i += 1) market.saw('a/m', i % 2 === 0, { kind: 'pair', same: false });
  expect(first()).toBe('b/m');
});

test('figures are kept over restarts; damaged ones are left out', async () => {
  const database = openDatabase(tempHome().database);
  onTestFinished(() => database.close());
  const troubles: unknown[] = [];
  const store = createMarketStore(database, (error) => troubles.push(error));
  const { market, turn } = await open({}, { store });
  answers(market, 'a/m', 800);
  turn(11_000);
  answers(market, 'b/m', 300);
  market.save();
  database.prepare("INSERT INTO market VALUES ('c/m', '{\"recent\":[\"x\"]}', 0), ('d/m', '{', 0)").run();
  const known = createMarketStore(database, () => undefined).load();
  expect([...known.keys()]).toEqual(['a/m', 'b/m']);
  expect((await open({}, { store })).market.rows()).toEqual(market.rows());
  database.exec(
    'DROP TABLE market; CREATE TABLE market (key TEXT PRIMARY KEY, figures INTEGER, at INTEGER) STRICT',
  );
  store.save(new Map<string, Figures>([['a/m', noFigures(0)]]));
  expect(NearmostError.isInstance(troubles[0])).toBe(true);
});

test('a server of the own network without a price costs nothing', async () => {
  const { market } = await open({}, { prices: { 'a/m': 0.001 } });
  const near = [option('a/m'), option('b/m', { near: true })];
  expect(market.order(near, request)[0]).toMatchObject({
    model: 'b/m',
    why: expect.stringContaining('$0.0') as string,
  });
});
