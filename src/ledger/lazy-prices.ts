import type { Settings, Usage } from '../contract/index.ts';
import { dayOf } from '../kit/words/day-of.ts';
import { loadPrices, withOwnPrices, type PriceOf } from './prices.ts';

/** US dollars of a model's tokens; null: no price known. */
export type UsdOf = (model: string, usage: Usage) => number | null;

/** Prices of the list and the owner's own; the list is loaded when it is first needed. */
export interface LazyPrices {
  load(): Promise<UsdOf>;
  /** With the name of who states them, and the day. */
  list(): Promise<PriceOf>;
  /** At once when the list is there. */
  usd(model: string, usage: Usage): number | null | Promise<number | null>;
}

export function createLazyPrices(providers: Settings['providers'], clock: { now(): number }): LazyPrices {
  let known: UsdOf | undefined;
  const list = async (): Promise<PriceOf> => withOwnPrices(await loadPrices(), providers, dayOf(clock.now()));
  const load = async (): Promise<UsdOf> => {
    const prices = await list();
    return (known ??= (model, usage) => prices(model, usage)?.usd ?? null);
  };
  return {
    list,
    load: async () => known ?? load(),
    usd: (model, usage) => (known ? known(model, usage) : load().then((usd) => usd(model, usage))),
  };
}
