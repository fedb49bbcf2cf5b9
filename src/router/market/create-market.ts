import type { ChatRequest, CompletionRequest, Settings } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import { memo } from '../../kit/memo.ts';
import type { UsdOf } from '../../ledger/lazy-prices.ts';
import { oldPrices } from '../../ledger/prices.ts';
import type { CloudOption } from '../decide.ts';
import { rank, type Leader, type Offer } from '../market.ts';
import {
  consistencyOf,
  expectedTokens,
  noFigures,
  recentMs,
  slowMs,
  successOf,
  withSeen,
  type Figures,
  type Seen,
} from './figures.ts';

import { createSameness } from './sameness.ts';

/** Where figures are kept between runs. */
export interface MarketStore {
  load(): Map<string, Figures>;
  save(changed: ReadonlyMap<string, Figures>): void;
}

/** A request, as far as it matters for the order. */
interface MarketRequest {
  /** Tokens that are read, about. */
  inputTokens: number;
  /** Longest answer that it allows. */
  maxTokens?: number;
  stream: boolean;
  /** Models at the head that the caller named: they stay there. */
  named: number;
}

export interface MarketRow {
  model: string;
  streamed: boolean;
  p50Ms: number | undefined;
  p95Ms: number | undefined;
  /** While text was written. */
  tokensPerSecond: number | undefined;
  success: number;
  /** Share of calls that were turned away for their rate. */
  limited: number;
  consistency: number;
  /** What all this is made of. */
  figures: Figures;
  /** Milliseconds since 1970. */
  at: number;
}

export interface Market {
  /** Loads the price list where the order depends on it; to be awaited before `order`. */
  ready(): Promise<void> | undefined;
  /** Puts cloud options in the order in which they are asked; each with why, where there was a choice. */
  order(options: readonly CloudOption[], request: MarketRequest): CloudOption[];
  saw(model: string, streamed: boolean, seen: Seen): void;
  /** Compares an answer with what the model said to the same request before. */
  said(model: string, streamed: boolean, request: ChatRequest | CompletionRequest, text: string): void;
  /** Milliseconds that a share of its answers take to begin; undefined: too few were seen. */
  slowMs(model: string, streamed: boolean, share: number): number | undefined;
  rows(): MarketRow[];
  /** Keeps what was learned. */
  save(): void;
}

const STALE_MS = 300_000;
const SAVE_MS = 10_000;
/** One request in so many may look at what has changed. */
const EXPLORE_EVERY = 20;
/** Calls after which a model may lead. */
const PROVEN = 3;
const MOST_MODELS = 500;
const MOST_LEADERS = 64;
const BACKGROUND_SPEED = 0.5;

const wholeOf = memo((model) => `${model} whole`);
const keyOf = (model: string, streamed: boolean): string => (streamed ? model : wholeOf(model));

/** Whether the owner's list stands as it is. */
function isListed({ order, cloud }: Settings['router']): boolean {
  return order === 'listed' || (order === 'auto' && cloud.length > 0);
}

/**
 * A live market of providers: what each model costs, how fast and how reliably it answers, from own traffic.
 * @param loadPrice gives the price of calls in US dollars, null where it is not known; asked when it is first needed
 * @param priceDate day of the price list
 */
export function createMarket({
  settings,
  clock,
  store,
  loadPrice,
  priceDate,
}: {
  settings: Pick<Settings, 'router'>;
  clock: Clock;
  store: MarketStore;
  loadPrice: () => Promise<UsdOf>;
  priceDate: string;
}): Market {
  const figures = store.load();
  /** The model that was seen last: it stands last in `figures` already. */
  let newest: string | undefined;
  const changed = new Map<string, Figures>();
  const sameness = createSameness();
  const leaders = new Map<string, Leader>();
  let saved = clock.monotonic();
  let turn = 0;
  let price: UsdOf | undefined;

  function offerOf(option: CloudOption, request: MarketRequest, all: Figures[], now: number): Offer {
    const { model } = option;
    const known = figures.get(keyOf(model, request.stream)) ?? noFigures(0);
    const firstMs = recentMs(known);
    const tokens = Math.min(expectedTokens(known, all), request.maxTokens ?? Number.POSITIVE_INFINITY);
    const usage = { inputTokens: Math.round(request.inputTokens), outputTokens: Math.round(tokens) };
    return {
      model,
      usd: price?.(model, usage) ?? (option.near ? 0 : null),
      seconds: firstMs === undefined ? undefined : (firstMs + tokens * (known.perToken ?? 0)) / 1000,
      success: successOf(known),
      consistency: consistencyOf(known, figures.get(keyOf(model, !request.stream))),
      usable: option.hasKey && (option.resting ?? option.silence ?? option.overBudget) === undefined,
      proven: known.recent.length >= PROVEN,
      stale: known.recent.length < PROVEN || Math.abs(now - known.at) > STALE_MS,
    };
  }

  function save(): void {
    if (changed.size > 0) store.save(changed);
    changed.clear();
    saved = clock.monotonic();
  }

  function saw(model: string, streamed: boolean, seen: Seen): void {
    const key = keyOf(model, streamed);
    const now = clock.now();
    const next = withSeen(figures.get(key) ?? noFigures(now), seen, now);
    if (key !== newest) figures.delete(key);
    newest = key;
    figures.set(key, next);
    changed.set(key, next);
    // names come from callers too: what was not seen for longest goes
    if (figures.size > MOST_MODELS) figures.delete(figures.keys().next().value as string);
    if (clock.monotonic() - saved > SAVE_MS) save();
  }

  return {
    ready() {
      if (price || isListed(settings.router)) return undefined;
      return loadPrice().then((loaded) => void (price = loaded));
    },
    order(options, request) {
      const head = options.slice(0, request.named);
      const open = options.slice(request.named);
      if (open.length < 2 || isListed(settings.router)) return [...options];
      const now = clock.now();
      const all = open.flatMap(({ model }) => figures.get(keyOf(model, request.stream)) ?? []);
      const offers = open.map((option) => offerOf(option, request, all, now));
      if (offers.filter(({ usable }) => usable).length < 2) return [...options];
      turn += 1;
      const needs = {
        speed: request.stream ? 1 : BACKGROUND_SPEED,
        explore: turn % EXPLORE_EVERY === 0,
      };
      const who = `${request.stream} ${open.map(({ model }) => model).join(' ')}`;
      const ranking = rank(offers, needs, leaders.get(who), now);
      leaders.delete(who);
      if (ranking.leader) leaders.set(who, ranking.leader);
      if (leaders.size > MOST_LEADERS) leaders.delete(leaders.keys().next().value as string);
      const byModel = new Map(open.map((option) => [option.model, option]));
      const ordered = ranking.order.map(({ model }) => byModel.get(model) as CloudOption);
      const [first, ...rest] = ordered;
      const old = oldPrices(priceDate, now);
      const why = old === undefined ? ranking.words : `${ranking.words}; ${old}`;
      return first ? [...head, { ...first, why }, ...rest] : [...options];
    },
    saw,
    said(model, streamed, request, text) {
      const same = sameness.compare(model, request, text);
      if (same !== undefined) saw(model, streamed, { kind: 'pair', same });
    },
    slowMs: (model, streamed, share) => slowMs(figures.get(keyOf(model, streamed)) ?? noFigures(0), share),
    rows: () =>
      [...figures].map(([key, known]) => ({
        model: key.replace(/ whole$/, ''),
        streamed: !key.endsWith(' whole'),
        p50Ms: slowMs(known, 0.5, 1),
        p95Ms: slowMs(known, 0.95),
        tokensPerSecond: known.writeMs ? 1000 / known.writeMs : undefined,
        success: successOf(known),
        limited: known.limited / Math.max(1, known.answered + known.failed + known.limited),
        consistency: consistencyOf(known),
        figures: known,
        at: known.at,
      })),
    save,
  };
}
