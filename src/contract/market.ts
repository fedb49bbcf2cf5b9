import type { Figure } from './figure.ts';

/** A hard cap, and how much of it is used. Money in US dollars. */
export interface CapView {
  /** The setting: `providers.openai.budget.monthUsd`. */
  path: string;
  unit: 'usd' | 'tokens';
  period: 'day' | 'month';
  most: number;
  /** As the ledger tells. */
  used: number;
  /** Set aside for calls under way. */
  aside: number;
}

/** Half and nineteen in twenty of the answers are not slower. Milliseconds. */
export interface TimeView {
  p50: Figure;
  p95: Figure;
  /** Calls that these stand on; what faded counts as a part of one. */
  calls: number;
}

/** A cloud model: what it costs, and how it behaved in own traffic, where new calls count more than old ones. */
export interface OfferView {
  /** `<provider>/<model>`. */
  model: string;
  /** Asked under `auto`. */
  auto: boolean;
  /** Why it is not asked under `auto` now; null: it may be. */
  obstacle: string | null;
  /** US dollars for a million tokens that it reads; the note says who states it. */
  inputUsd: Figure;
  /** US dollars for a million tokens that it writes. */
  outputUsd: Figure;
  /** Day of these prices, as `2026-09-23`; null: none are known. */
  priceDate: string | null;
  /** Until a streamed answer begins. */
  firstMs: TimeView;
  /** Until an answer that was asked for whole is there. */
  wholeMs: TimeView;
  /** While text came; unavailable where streamed answers came at once. */
  tokensPerSecond: Figure;
  /** Share of calls that failed, 0 to 1. */
  errorShare: Figure;
  /** Share of calls that were turned away for their rate (429), 0 to 1. */
  limitedShare: Figure;
  /** Share of requests repeated at temperature 0 that got the same answer, 0 to 1. */
  sameShare: Figure;
  /** Milliseconds since 1970 of the newest call; null: none was seen. */
  lastAt: number | null;
}

/** A cloud provider. */
export interface ProviderView {
  id: string;
  name: string;
  /** Where its key is, never the key. `unneeded`: it is asked without one. */
  key: 'environment' | 'config' | 'none' | 'unneeded';
  /** Where a person gets a key. */
  keyPage: string;
  enabled: boolean;
  /** A server of the own network. */
  near: boolean;
  /** `open`: it rests after a failure. `half_open`: the next request tries it. `unknown`: no server runs that would know. */
  breaker: 'closed' | 'open' | 'half_open' | 'unknown';
  /** Why none of its models is asked under `auto` now; null: they may be. */
  obstacle: string | null;
  /** US dollars spent with it in this month. */
  monthUsd: Figure;
  /** Its own caps; those of the owner and of apps stand beside the providers. */
  caps: CapView[];
  /** Those under `auto` and those that were asked. */
  models: OfferView[];
}

/** The providers as the router sees them, for `nearmost providers` and `GET /admin/providers`. */
export interface MarketView {
  /** Milliseconds since 1970. */
  at: number;
  /** Caps of everything and of apps. */
  caps: CapView[];
  /** Those that may be asked first. */
  providers: ProviderView[];
}
