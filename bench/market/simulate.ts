import { NearmostError, settingsSchema, type Usage } from '../../src/contract/index.ts';
import { scoreOf, type Offer } from '../../src/router/market.ts';
import { createHealth, whyAway, type Health } from '../../src/router/calls/health.ts';
import { createMarket, type Market } from '../../src/router/market/create-market.ts';
import { seeded } from '../residency/seeded.ts';
import type { Drift, Truth } from './drift.ts';
import { createEvents, type Events } from './events.ts';

/** Who chooses: the market, one who knows the truth, or a simple rule. */
export type Chooser = 'market' | 'oracle' | 'listed' | 'cheapest';

export interface Played {
  usd: number;
  /** Milliseconds from request to end, each. */
  durations: number[];
  /** How often the first choice changed; a look, and a way round a provider that rests, is no change. */
  switches: number;
  /** Requests that went round a first choice that rested. */
  detours: number;
  /** Requests that were sent elsewhere to see what has changed. */
  looks: number;
  /** Requests that waited for the whole time limit. */
  timeouts: number;
  unanswered: number;
}

const TIMEOUT_MS = 60_000;
const REFUSAL_MS = 80;
/** Nobody knows how long an answer becomes; this is what they are on average. */
const MEAN_TOKENS = 227;
const START = Date.UTC(2026, 10, 21);

/** The same for every chooser: when it comes, how long it is, and the luck it has with each provider. */
interface Request {
  at: number;
  usage: Usage;
  luck: Map<string, { noise: number; fail: number }>;
}

/** A normal number from two even ones. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function requestsOf(drift: Drift, seed: number, everyS: number): Request[] {
  const random = seeded(seed + 1000);
  const requests: Request[] = [];
  for (let at = 0; at < drift.seconds; at += -Math.log(1 - random()) * everyS) {
    const inputTokens = Math.round(500 * Math.exp(0.6 * normal(random)));
    const outputTokens = Math.round(200 * Math.exp(0.5 * normal(random)));
    const luck = new Map(
      drift.providers.map(({ model }) => [model, { noise: Math.exp(0.35 * normal(random)), fail: random() }]),
    );
    requests.push({ at: at * 1000, usage: { inputTokens, outputTokens }, luck });
  }
  return requests;
}

const costOf = ({ inputUsd, outputUsd }: Truth, { inputTokens, outputTokens }: Usage): number =>
  (inputTokens * inputUsd + outputTokens * outputUsd) / 1e6;

/** The truth as an offer, for the one who knows it. */
const trueOffer = (truth: Truth, usage: Usage): Offer => ({
  model: truth.model,
  usd: costOf(truth, { ...usage, outputTokens: MEAN_TOKENS }),
  seconds: (truth.firstMs + MEAN_TOKENS * truth.tokenMs) / 1000,
  success: 1 - truth.fails,
  consistency: 1,
  usable: !truth.hangs && truth.fails < 0.5,
  proven: true,
  stale: false,
});

interface World {
  events: Events;
  truths: Map<string, Truth>;
  market: Market;
  health: Health;
}

interface Order {
  models: string[];
  look: boolean;
}

const plain = (models: string[]): Order => ({ models, look: false });

function orderOf(chooser: Chooser, { truths, market, health }: World, { usage }: Request): Order {
  const all = [...truths.values()];
  if (chooser === 'listed') return plain(all.map(({ model }) => model));
  if (chooser === 'cheapest')
    return plain(all.toSorted((a, b) => costOf(a, usage) - costOf(b, usage)).map(({ model }) => model));
  if (chooser === 'oracle') {
    const offers = all.map((truth) => trueOffer(truth, usage));
    const needs = { speed: 1, explore: false };
    const scored = offers.map((offer) => ({ offer, score: scoreOf(offer, offers, needs) }));
    const best = scored.toSorted(
      (a, b) => Number(b.offer.usable) - Number(a.offer.usable) || a.score - b.score,
    );
    return plain(best.map(({ offer }) => offer.model));
  }
  const options = all.map(({ model }) => {
    const provider = model.slice(0, model.indexOf('/'));
    const resting = whyAway(health, provider, model);
    return { provider, model, hasKey: true, ...(resting === undefined ? {} : { resting }) };
  });
  const request = { inputTokens: usage.inputTokens, stream: true, named: 0 };
  const order = market.order(options, request);
  const look = order[0]?.why?.startsWith('looked at again') ?? false;
  return { models: order.filter(({ resting }) => resting === undefined).map(({ model }) => model), look };
}

/** Plays one day for one chooser: the product's market and breaker, on a clock of their own. */
export async function simulate(drift: Drift, chooser: Chooser, seed: number, everyS = 4): Promise<Played> {
  const events = createEvents();
  const clock = { now: () => START + events.now(), monotonic: () => events.now() };
  const truths = new Map(drift.providers.map((truth) => [truth.model, truth]));
  const market = createMarket({
    settings: { router: settingsSchema.parse({ router: { order: 'market' } }).router },
    clock,
    store: { load: () => new Map(), save: () => undefined },
    loadPrice: async () => (model, usage) => costOf(truths.get(model) as Truth, usage),
    priceDate: '2026-11-20',
  });
  await market.ready();
  const world: World = { events, truths, market, health: createHealth(clock) };
  for (const { at, model, to } of drift.changes)
    events.at(at * 1000, () => truths.set(model, { ...(truths.get(model) as Truth), ...to }));
  const played: Played = {
    usd: 0,
    durations: [],
    switches: 0,
    detours: 0,
    looks: 0,
    timeouts: 0,
    unanswered: 0,
  };
  let home: string | undefined;
  for (const request of requestsOf(drift, seed, everyS))
    events.at(request.at, () => {
      const { models, look } = orderOf(chooser, world, request);
      const at = home?.split('/')[0] ?? '';
      const rests = whyAway(world.health, at, home) !== undefined;
      if (look) played.looks += 1;
      else if (rests) played.detours += 1;
      else {
        if (home !== undefined && models[0] !== home) played.switches += 1;
        home = models[0];
      }
      ask(world, request, models, played, chooser !== 'oracle');
    });
  events.run();
  return played;
}

/** Asks the first of the order, and the next when it fails or keeps silent. */
function ask(world: World, request: Request, order: string[], played: Played, pays: boolean): void {
  const { events, truths, market, health } = world;
  const [model, ...rest] = order;
  if (model === undefined) {
    played.unanswered += 1;
    played.durations.push(events.now() - request.at);
    return;
  }
  const next = (): void => ask(world, request, rest, played, pays);
  const truth = truths.get(model) as Truth;
  const { noise, fail } = request.luck.get(model) as { noise: number; fail: number };
  const provider = model.slice(0, model.indexOf('/'));
  const patience = market.slowMs(model, true, 0.95) ?? 5000;
  const ticket = health.begin(provider, model, patience, pays ? undefined : 'named');
  if (!ticket) return next();
  const began = events.now();
  if (truth.hangs) {
    let over = false;
    const leave = (): void => {
      if (over || rest.length === 0 || ticket.expendable() === undefined) return;
      over = true;
      ticket.left();
      market.saw(model, true, { kind: 'slow', firstMs: events.now() - began });
      next();
    };
    ticket.onRest(() => events.at(events.now(), leave));
    for (let wait = patience; wait < TIMEOUT_MS; wait += patience) events.at(began + wait, leave);
    events.at(began + TIMEOUT_MS, () => {
      if (over) return;
      over = true;
      played.timeouts += 1;
      ticket.failed(new NearmostError('timeout', 'hangs'));
      market.saw(model, true, { kind: 'failed', limited: false });
      next();
    });
    return;
  }
  if (fail < truth.fails) {
    events.at(began + REFUSAL_MS, () => {
      ticket.failed(new NearmostError('upstream_unavailable', 'refuses'));
      market.saw(model, true, { kind: 'failed', limited: false });
      next();
    });
    return;
  }
  const { usage } = request;
  const firstMs = truth.firstMs * noise;
  const totalMs = firstMs + usage.outputTokens * truth.tokenMs * noise;
  events.at(began + firstMs, () => ticket.began());
  events.at(began + totalMs, () => {
    ticket.answered();
    market.saw(model, true, {
      kind: 'answered',
      firstMs,
      totalMs,
      tokens: usage.outputTokens,
      streamed: true,
    });
    played.usd += costOf(truth, usage);
    played.durations.push(events.now() - request.at);
  });
}
