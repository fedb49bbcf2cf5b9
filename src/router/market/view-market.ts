import type {
  CapView,
  Figure,
  MarketView,
  OfferView,
  Provider,
  ProviderView,
  Settings,
} from '../../contract/index.ts';
import type { Budget, CapUse } from '../../ledger/budget.ts';
import type { Price, PriceOf } from '../../ledger/prices.ts';
import { listProviders, getProvider, resolveKey } from '../../providers/registry.ts';
import { whyAway, type Health } from '../calls/health.ts';
import { isNearHost } from '../connectivity/near-host.ts';
import type { Market } from './create-market.ts';
import { PROBE_APP } from './probe.ts';
import { viewFigures } from './view-figures.ts';

type Env = Readonly<Record<string, string | undefined>>;

interface Parts {
  settings: Settings;
  env: Env;
  clock: { now(): number };
  market: Pick<Market, 'rows'>;
  health: Pick<Health, 'resting' | 'silence' | 'breaker'>;
  budget: Pick<Budget, 'reached' | 'caps' | 'monthUsd'>;
  prices: () => Promise<PriceOf>;
}

/** Prices change with the length of a request: that of short ones is shown. */
const FEW_TOKENS = 1000;

/** The price of a million tokens, and its day. */
function million(price: Price | null, near: boolean): { usd: Figure; date: string | null } {
  if (price)
    return {
      usd: {
        value: (price.usd / FEW_TOKENS) * 1e6,
        method: 'estimated',
        note: `${price.source}, ${price.date}`,
      },
      date: price.date,
    };
  return near
    ? { usd: { value: 0, method: 'estimated', note: 'a server of your own network' }, date: null }
    : { usd: { value: null, method: 'unavailable', note: 'no price is known' }, date: null };
}

function keyPlace(provider: Provider, settings: Settings, env: Env): ProviderView['key'] {
  const origin = resolveKey(provider, settings.providers, env)?.origin;
  return origin ?? (provider.keyEnv.length === 0 ? 'unneeded' : 'none');
}

const capView = ({ path, who, unit, period, most, used, aside }: CapUse): CapView => ({
  path: who.app === PROBE_APP ? 'router.probeUsd' : path,
  unit,
  period,
  most,
  used,
  aside,
});

/** Those that may be asked, those with a key, the others. */
const rank = ({ obstacle, key, enabled }: ProviderView): number =>
  (enabled ? 0 : 4) + (key === 'none' ? 2 : 0) + (obstacle === null ? 0 : 1);

/**
 * Makes the view of all providers: what is known of each, and why it is not asked where it is not. Nothing is sent, no key
 * is told.
 */
export function createMarketView(parts: Parts): () => Promise<MarketView> {
  const { settings, env, clock, market, health, budget } = parts;

  function offer(model: string, usual: string, near: boolean, price: PriceOf): OfferView {
    const input = million(price(model, { inputTokens: FEW_TOKENS, outputTokens: 0 }), near);
    const output = million(price(model, { inputTokens: 0, outputTokens: FEW_TOKENS }), near);
    const listed = settings.router.cloud;
    const rows = market.rows().filter((row) => row.model === model);
    return {
      model,
      auto: listed.length > 0 ? listed.includes(model) : model === usual,
      obstacle: whyAway(health, model.slice(0, model.indexOf('/')), model) ?? null,
      inputUsd: input.usd,
      outputUsd: output.usd,
      priceDate: input.date,
      ...viewFigures(rows),
    };
  }

  async function view(id: string, caps: CapUse[], price: PriceOf): Promise<ProviderView> {
    const provider = await getProvider(id, settings.providers);
    const entry = settings.providers[id];
    const enabled = entry?.enabled !== false;
    const key = keyPlace(provider, settings, env);
    const near = isNearHost(URL.parse(entry?.baseUrl ?? provider.baseUrl)?.hostname ?? '');
    const name = entry?.model ?? provider.defaultModel;
    const usual = name === '' ? [] : [`${id}/${name}`];
    const seen = market.rows().map(({ model }) => model);
    const models = [...new Set([...usual, ...settings.router.cloud, ...seen])].filter((model) =>
      model.startsWith(`${id}/`),
    );
    const obstacle = !enabled
      ? 'turned off in the settings'
      : settings.router.offline
        ? 'offline mode is on'
        : key === 'none'
          ? 'no key'
          : (budget.reached('', id) ?? whyAway(health, id) ?? null);
    return {
      id,
      name: provider.name,
      key,
      keyPage: provider.keyPage,
      enabled,
      near,
      breaker: health.breaker(id),
      obstacle,
      monthUsd: { value: budget.monthUsd(id), method: 'estimated', note: 'tokens counted, at these prices' },
      caps: caps.filter(({ who }) => who.provider === id).map(capView),
      models: models.map((model) => offer(model, usual[0] ?? '', near, price)),
    };
  }

  return async () => {
    const price = await parts.prices();
    const caps = budget.caps();
    const providers = await Promise.all(listProviders(settings.providers).map((id) => view(id, caps, price)));
    return {
      at: clock.now(),
      caps: caps.filter(({ who }) => who.provider === undefined).map(capView),
      providers: providers.toSorted((a, b) => rank(a) - rank(b)),
    };
  };
}
