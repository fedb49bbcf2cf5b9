import { createForecast } from '../../src/memory/forecast.ts';
import { heldBytes, type Hint, type ModelFacts, type PlanRequest } from '../../src/memory/plan-state.ts';
import type { ResidentModel, Step } from '../../src/memory/plan-state.ts';
import { plan } from '../../src/memory/plan.ts';
import { emptyResult, type SimResult } from './result.ts';
import { seeded } from './seeded.ts';
import type { SimEvent } from './traces.ts';

/** What is turned on beside the choice of victims. */
export interface Levers {
  /** Seconds that a request may be overtaken by others whose model is there. */
  overtake?: number;
  /** Most share of requests that may be sent elsewhere. */
  bridge?: number;
  /** Apps say at the end of a request what they will ask next. */
  intent?: boolean;
  /** The next model is guessed from what followed before. */
  learned?: boolean;
}

/** Share of requests whose label allows them to leave. */
const MAY_LEAVE = 0.6;
/** Loads of at least so many seconds are bridged. */
const BRIDGE_SECONDS = 2;
/** Sends that may be saved up. */
const BRIDGE_BURST = 40;
/** Share of requests whose app says what comes next, and how often that is right. */
const DECLARED = 0.9;
const DECLARED_RIGHT = 0.9;
/** Requests of an app further apart do not belong together; nothing is declared across such a pause. */
const SESSION_SECONDS = 600;
const HINT_SECONDS = 20;
const GUESS_LEAST = 0.25;
/** Half of what an app used is forgotten after so long. */
const FAIRNESS_SECONDS = 600;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What the app of each request will ask next, as far as it tells; sometimes it errs. */
function declarations(events: readonly SimEvent[], ids: readonly string[]): (string | undefined)[] {
  const random = seeded(97);
  const next = new Map<string, SimEvent>();
  const told = Array.from<string | undefined>({ length: events.length });
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i] as SimEvent;
    const coming = next.get(event.app);
    const [tells, right, other] = [random(), random(), random()];
    if (coming && coming.t - event.t < SESSION_SECONDS && tells < DECLARED)
      told[i] = right < DECLARED_RIGHT ? coming.model : ids[Math.floor(other * ids.length)];
    next.set(event.app, event);
  }
  return told;
}

/** The planner on one device that loads or answers, one thing at a time. */
export function simulate(
  events: readonly SimEvent[],
  models: ReadonlyMap<string, ModelFacts>,
  budget: number,
  levers: Levers = {},
  instead: ReadonlyMap<string, readonly ModelFacts[]> = new Map(),
): SimResult {
  const result = emptyResult(events.length);
  const forecast = createForecast();
  const chance = seeded(31);
  const leaves = events.map(() => chance() < MAY_LEAVE);
  const told = levers.intent ? declarations(events, [...models.keys()]) : [];
  const residents: Mutable<ResidentModel>[] = [];
  const waiting: PlanRequest[] = [];
  const appSeconds: Record<string, number> = {};
  const appAt = new Map<string, number>();
  /** By app: the model that is expected next. */
  const hints = new Map<string, { hint: Hint; at: number }[]>();
  /** By model: those that it may answer for. */
  const guests = new Map<string, string[]>();
  for (const [id, others] of instead)
    for (const other of others) guests.set(other.id, [...(guests.get(other.id) ?? []), id]);
  const limits = {
    overtakeMs: (levers.overtake ?? 0) * 1000,
    refuseMs: Infinity,
    idleMs: 0,
    maxModels: Infinity,
    bridgeSeconds: BRIDGE_SECONDS,
  };
  let now = 0;
  let arrived = 0;

  const arrive = (): void => {
    while (arrived < events.length && (events[arrived]?.t ?? Infinity) <= now) {
      const { t, app, model } = events[arrived] as SimEvent;
      const facts = models.get(model) as ModelFacts;
      forecast.observe(app, model, t * 1000);
      hints.delete(app);
      waiting.push({
        id: arrived,
        model: facts,
        instead: instead.get(model) ?? [],
        app,
        priority: 'interactive',
        at: t * 1000,
        mayLeave: leaves[arrived] ?? false,
      });
      arrived += 1;
    }
  };
  const found = (id: string): Mutable<ResidentModel> | undefined =>
    residents.find(({ facts }) => facts.id === id);
  /** Apps that are not heard of any more are not waited for. */
  const fresh = (): Hint[] =>
    [...hints.values()]
      .flat()
      .filter(({ at }) => now - at < SESSION_SECONDS)
      .map(({ hint }) => hint);
  /** Uses of a model: its own, and of others that it may answer for; a model whose place another holds is not needed. */
  const uses = (coming: readonly Hint[]): ((id: string) => number) => {
    const rates = new Map<string, number>();
    const own = (id: string): number => {
      const known = rates.get(id);
      if (known !== undefined) return known;
      const rate =
        forecast.usesPerSecond(id, now * 1000) +
        coming.reduce((sum, hint) => sum + (hint.model.id === id ? hint.chance / HINT_SECONDS : 0), 0);
      rates.set(id, rate);
      return rate;
    };
    return (id) =>
      instead.get(id)?.some((other) => found(other.id))
        ? 0
        : own(id) + (guests.get(id) ?? []).reduce((sum, guest) => sum + own(guest), 0);
  };
  const take = (id: number): void => {
    const at = waiting.findIndex((request) => request.id === id);
    waiting.splice(at, 1);
  };
  const busy = (seconds: number): void => {
    const before = now;
    const first = waiting.length > 0 ? before : (events[arrived]?.t ?? Infinity);
    now += seconds;
    result.loads += 1;
    result.loadSeconds += seconds;
    result.waitedSeconds += Math.max(0, now - Math.max(before, first));
  };
  const hintOf = (id: string, likely: number): { hint: Hint; at: number } => ({
    hint: { model: models.get(id) as ModelFacts, instead: instead.get(id) ?? [], chance: likely },
    at: now,
  });
  const serve = (id: number, by: string): void => {
    const { t, app, model, service } = events[id] as SimEvent;
    const server = found(by);
    result.startSeconds.push(now - t);
    take(id);
    const next = told[id];
    if (next !== undefined) hints.set(app, [hintOf(next, DECLARED_RIGHT)]);
    else if (levers.learned)
      hints.set(
        app,
        forecast
          .next(app)
          .filter((one) => one.chance >= GUESS_LEAST)
          .map((one) => hintOf(one.model, one.chance)),
      );
    // a bigger model answers slower
    const asked = models.get(model)?.weightBytes ?? 1;
    now += service * Math.max(1, (server?.facts.weightBytes ?? asked) / asked);
    if (server) server.lastUsedAt = now * 1000;
    const faded = 0.5 ** ((now - (appAt.get(app) ?? now)) / FAIRNESS_SECONDS);
    appSeconds[app] = (appSeconds[app] ?? 0) * faded + service;
    appAt.set(app, now);
  };
  /** Returns whether time passed or the queue changed, so that the plan has to be made anew. */
  const act = (step: Step): boolean => {
    if (step.do === 'serve') serve(step.request, step.model);
    else if (step.do === 'refuse') {
      take(step.request);
      result.refused += 1;
    } else if (step.do === 'send') {
      result.sent += 1;
      result.startSeconds.push(now - (events[step.request]?.t ?? now));
      take(step.request);
      return false;
    } else if (step.do === 'unload') {
      residents.splice(
        residents.findIndex(({ facts }) => facts.id === step.model),
        1,
      );
      return false;
    } else if (step.do === 'shrink') {
      const model = found(step.model);
      if (model) model.shrunk = true;
      return false;
    } else if (step.do === 'restore') {
      const model = found(step.model);
      if (model) model.shrunk = false;
      busy(model?.facts.restoreSeconds ?? 0);
    } else if (step.do === 'load') {
      const facts = models.get(step.model) as ModelFacts;
      residents.push({
        facts,
        state: 'ready',
        shrunk: false,
        leases: 0,
        slots: 1,
        pinned: false,
        lastUsedAt: now * 1000,
      });
      busy(facts.loadSeconds);
    } else return false;
    return true;
  };

  for (;;) {
    arrive();
    const coming = fresh();
    const sendable = Math.min(BRIDGE_BURST, (levers.bridge ?? 0) * arrived - result.sent);
    const steps = plan(
      {
        budgetBytes: budget,
        models: residents,
        waiting,
        hints: coming,
        usesPerSecond: uses(coming),
        appSeconds,
        sendable,
        limits,
      },
      now * 1000,
    );
    const changed = steps.filter(({ do: what }) => what !== 'wait');
    for (const step of changed) if (act(step)) break;
    result.peakGib = Math.max(
      result.peakGib,
      residents.reduce((sum, model) => sum + heldBytes(model), 0),
    );
    if (changed.length > 0) continue;
    const next = events[arrived];
    if (!next) break;
    now = Math.max(now, next.t);
  }
  if (waiting.length > 0) result.refused += waiting.length;
  return result;
}
