import { expect, test } from 'vitest';
import type { Figure, MarketView, OfferView, ProviderView } from '../../contract/index.ts';
import { createPaint } from '../paint.ts';
import { width } from '../text.ts';
import { renderProviders } from './providers.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const none: Figure = { value: null, method: 'unavailable', note: 'no calls' };
const measured = (value: number): Figure => ({ value, method: 'measured' });
const offer = (model: string, more: Partial<OfferView> = {}): OfferView => ({
  model,
  auto: true,
  obstacle: null,
  inputUsd: { value: 0.15, method: 'estimated' },
  outputUsd: { value: 0.6, method: 'estimated' },
  priceDate: '2026-09-23',
  firstMs: { p50: none, p95: none, calls: 0 },
  wholeMs: { p50: none, p95: none, calls: 0 },
  tokensPerSecond: none,
  errorShare: none,
  limitedShare: none,
  sameShare: none,
  lastAt: null,
  ...more,
});
const provider = (id: string, more: Partial<ProviderView> = {}): ProviderView => ({
  id,
  name: id,
  key: 'config',
  keyPage: '',
  enabled: true,
  near: false,
  breaker: 'closed',
  obstacle: null,
  monthUsd: { value: 0.25, method: 'estimated' },
  caps: [],
  models: [offer(`${id}/m`)],
  ...more,
});
const view = (providers: ProviderView[], caps: MarketView['caps'] = []): MarketView => ({
  at: NOON,
  caps,
  providers,
});
const show = (of: MarketView, columns = 120, running = true): string =>
  renderProviders(of, running, createPaint(false), columns);

const busy = offer('acme/m', {
  firstMs: { p50: measured(420), p95: measured(1200), calls: 37.4 },
  wholeMs: { p50: measured(2400), p95: none, calls: 3 },
  tokensPerSecond: measured(81.3),
  errorShare: measured(0.12),
  limitedShare: measured(0),
  sameShare: measured(1),
  lastAt: NOON - 120_000,
});

test('one line for streamed answers, one for whole ones; what is not known is a dash', () => {
  const lines = show(view([provider('acme', { models: [busy, offer('acme/n', { auto: false })] })])).split(
    '\n',
  );
  const line = (start: string): string[] | undefined =>
    lines.find((one) => one.startsWith(start))?.split(/ {2,}/);
  expect(line('acme/m')).toEqual([
    'acme/m',
    '~$0.15',
    '~$0.60',
    'begins',
    '420 ms',
    '1.2 s',
    '81',
    '37',
    '12 %',
    '0 %',
    '100 %',
    '2 min ago',
  ]);
  expect(
    lines
      .find((one) => one.trim().startsWith('whole'))
      ?.trim()
      .split(/ {2,}/),
  ).toEqual(['whole', '2.4 s', '–', '3']);
  expect(line('· acme/n')).toEqual(['· acme/n', '~$0.15', '~$0.60', ...Array<string>(8).fill('–')]);
  expect(lines).toContain('· not asked under auto.');
});

test('states, keys and caps; those that nobody can ask take one line', () => {
  const cap = { path: 'providers.acme.budget.monthUsd', unit: 'usd', period: 'month', most: 1 } as const;
  const all = [
    provider('acme', { caps: [{ ...cap, used: 0.25, aside: 0.5 }] }),
    provider('slow', { breaker: 'open', obstacle: 'resting for 28 s after timeout' }),
    provider('again', { breaker: 'half_open', key: 'environment' }),
    provider('bare', { key: 'none', obstacle: 'no key' }),
    provider('off', { enabled: false, obstacle: 'turned off in the settings' }),
  ];
  const text = show(
    view(all, [{ path: 'budget.dayUsd', unit: 'usd', period: 'day', most: 5, used: 0.25, aside: 0.5 }]),
  );
  expect(text).toMatch(/^acme +stored +ready +\$0.25 +75 % of \$1.00 a month$/m);
  expect(text).toMatch(/^slow +stored +resting for 28 s after timeout/m);
  expect(text).toMatch(/^again +environment +tried by the next request/m);
  expect(text).toContain('No key: bare\nTurned off: off');
  expect(text).toContain(
    'budget.dayUsd  $0.25 of $5.00 a day spent, $0.50 set aside for calls under way, 15 % used',
  );
  const stopped = show(view([provider('acme', { breaker: 'unknown' })]), 120, false);
  expect(stopped).toMatch(/^acme +stored +may be asked/m);
  expect(stopped).toContain('nearmost up');
});

test('with no key at all it says what to do', () => {
  const text = show(view([provider('acme', { key: 'none', obstacle: 'no key' })]));
  expect(text).toContain('nearmost keys add <provider>');
  expect(text).toContain('No key: acme');
});

test('prices that are old enough to mislead are called old, once', () => {
  const models = ['acme/a', 'acme/b'].map((model) => offer(model, { priceDate: '2026-01-01' }));
  const old = show(view([provider('acme', { models })]), 200);
  expect(old.match(/The prices of 2026-01-01 are 324 days old: update Nearmost/g)).toHaveLength(1);
  expect(show(view([provider('acme')]), 200)).not.toContain('days old');
});

test.each([80, 100, 120])('fits %i columns, also with long names and long reasons', (columns) => {
  const long = provider('acme', {
    obstacle:
      'the cap of $1 a month with acme is reached ($1.0000 spent, set by providers.acme.budget.monthUsd)',
    models: [{ ...busy, model: 'acme/some-vendor/a-very-long-name-of-a-model-2026-11-21-preview' }],
  });
  for (const line of show(view([long]), columns).split('\n'))
    expect(width(line)).toBeLessThanOrEqual(columns);
});

test('a provider of the owner without a model says how it is asked; there is no empty table', () => {
  const text = show(view([provider('box', { models: [], key: 'unneeded' })]));
  expect(text).toContain('nearmost config set providers.box.model <model>');
  expect(text).not.toContain('p50');
  expect(show(view([provider('openai')]), 80)).toMatch(/^openai\/m +~\$0\.15 +~\$0\.60 +– +– +–/m);
});
