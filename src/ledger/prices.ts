import type { Settings, Usage } from '../contract/index.ts';

/** A price and where it comes from. */
export interface Price {
  /** US dollars. */
  usd: number;
  /** Name of the price list. */
  source: string;
  /** Date of the price list, or of today for the device itself. */
  date: string;
}

/** Tokens that are paid for; `cachedInputTokens` are part of `inputTokens`. */
export type PricedUsage = Pick<Usage, 'inputTokens' | 'outputTokens'> & { cachedInputTokens?: number };

/** The list that comes with the package, and the day it was published. A test holds the version to the installed one. */
export const PRICE_LIST = { source: '@pydantic/genai-prices 0.1.8', date: '2026-09-23' } as const;

/** Providers whose name in the price list differs from ours. */
const LIST_NAMES: Record<string, string> = { xai: 'x-ai' };

const OLD_DAYS = 90;
const DAY_MS = 86_400_000;

/** "prices of 2026-09-23 are 120 days old", once a list is old enough to mislead; undefined: it is not. */
export function oldPrices(date: string, now: number): string | undefined {
  const days = Math.floor((now - Date.parse(date)) / DAY_MS);
  return days > OLD_DAYS ? `prices of ${date} are ${days} days old` : undefined;
}

/** Names that are remembered as unknown. */
const MOST_UNKNOWN = 500;

/** Price of a call, by `<provider>/<model>`. Unknown models and providers: null, never 0. */
export type PriceOf = (model: string, usage: PricedUsage) => Price | null;

/**
 * Loads the price list (about 50 ms and 10 MB, once) for calls that must not wait. On the device the marginal price is 0;
 * electricity is another figure. No network.
 */
export async function loadPrices(): Promise<PriceOf> {
  const { calcPrice } = await import('@pydantic/genai-prices');
  /** The list is searched to its end for a model that is not in it, such as one of an own server. */
  const unknown = new Set<string>();
  return (model, usage) => {
    if (unknown.has(model)) return null;
    const slash = model.indexOf('/');
    const provider = model.slice(0, Math.max(0, slash));
    if (provider === 'local') return { usd: 0, source: 'this device', date: PRICE_LIST.date };
    if (provider === '' || !isCount(usage.inputTokens) || !isCount(usage.outputTokens)) return null;
    const cached = Math.min(usage.cachedInputTokens ?? 0, usage.inputTokens);
    try {
      const found = calcPrice(
        {
          input_tokens: usage.inputTokens,
          output_tokens: usage.outputTokens,
          ...(cached > 0 ? { cache_read_tokens: cached } : {}),
        },
        model.slice(slash + 1),
        { providerId: LIST_NAMES[provider] ?? provider },
      );
      if (found === null && unknown.size < MOST_UNKNOWN) unknown.add(model);
      return found === null || !Number.isFinite(found.total_price)
        ? null
        : { usd: found.total_price, ...PRICE_LIST };
    } catch {
      return null; // a usage that the list's units cannot express has no known price
    }
  };
}

/** Prices that the owner states for a provider win over the list: `providers.<name>.price`. */
export function withOwnPrices(list: PriceOf, providers: Settings['providers'], date: string): PriceOf {
  return (model, usage) => {
    const name = model.slice(0, Math.max(0, model.indexOf('/')));
    const own = Object.hasOwn(providers, name) ? providers[name]?.price : undefined;
    if (own?.input === undefined || own.output === undefined) return list(model, usage);
    const usd = (usage.inputTokens * own.input + usage.outputTokens * own.output) / 1e6;
    return Number.isFinite(usd) && usd >= 0 ? { usd, source: 'settings', date } : null;
  };
}

/** Price of one call; loads the list when it is first needed. */
export async function priceUsd(model: string, usage: PricedUsage): Promise<Price | null> {
  return (await loadPrices())(model, usage);
}

const isCount = (value: number): boolean => Number.isFinite(value) && value >= 0;
