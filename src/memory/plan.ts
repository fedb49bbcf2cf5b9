import { drained, evictable, goneWith, room, shed } from './make-room.ts';
import {
  heldBytes,
  type ModelFacts,
  type PlanRequest,
  type PlanState,
  type ResidentModel,
  type Step,
} from './plan-state.ts';

/** A batch request may be overtaken for so many times longer. */
const BATCH_PATIENCE = 4;
/** Milliseconds for which others than our models may hold the memory that a request needs; and how often to look again. */
const MACHINE_MS = 10_000;
const LOOK_MS = 1000;
/** Seconds in which a hint is expected to come true. */
const HINT_SECONDS = 60;

/**
 * What to do now so that all who wait are served within the byte budget. Pure: the caller does the steps and asks again
 * whenever something happened (a request came or ended, a load ended, a model is gone, the time of `wait` has come).
 *
 * Models that are there serve first; who waits for another model may be overtaken for a bounded time only, then room is
 * made for it: models that have to go take no new requests. A model that answers, is pinned, or is being loaded is never
 * a victim. Keys and values are dropped before weights; among weights the set goes that is expected to cost the fewest
 * seconds of loading. One load at a time: two would share the same disk.
 */
export function plan(state: PlanState, now: number): Step[] {
  const residents = new Map(state.models.map((model) => [model.facts.id, model]));
  const steps: Step[] = [];
  const open: PlanRequest[] = [];
  let sendable = state.sendable;
  const most = mostBytes(state);
  for (const asked of state.waiting.toSorted(byTurn(state, now))) {
    const reason = refusal(asked, state, now, most);
    const request = { ...asked, model: soonest(asked, residents, most) };
    if (reason) steps.push({ do: 'refuse', request: request.id, reason });
    else if (bridged(request, residents, state, sendable, now)) {
      sendable -= 1;
      steps.push({ do: 'send', request: request.id });
    } else open.push(request);
  }
  const turn = open.findIndex(({ model }) => lacking(model, residents) > 0);
  const head = open[turn];
  const given = new Map<string, number>();
  if (head && overdue(head, state, now)) {
    // who came before it goes before it; otherwise two that wait too long would unload each other's model for ever
    steps.push(...serve(open.slice(0, turn), residents, given));
    const made = room(head.model, state, open, given);
    const paused = new Set(made ? goneWith(made) : drained(head.model, state));
    const others = open.slice(turn).filter(({ model }) => !paused.has(model.id));
    steps.push(...(made ?? []), ...serve(others, residents, given));
  } else {
    steps.push(...serve(open, residents, given));
    steps.push(...(head ? (room(head.model, state, open, given) ?? []) : early(state, open, given)));
  }
  if (!steps.some(({ do: what }) => what === 'load' || what === 'restore'))
    steps.push(...unusedFor(state, steps, given, now));
  if (goneWith(steps).length === 0) steps.push(...shed(state, open, given));
  const until = nextTime(state, open, now);
  if (until < Infinity) steps.push({ do: 'wait', until });
  return steps;
}

const patience = (request: PlanRequest, state: PlanState): number =>
  state.limits.overtakeMs * (request.priority === 'batch' ? BATCH_PATIENCE : 1);

const overdue = (request: PlanRequest, state: PlanState, now: number): boolean =>
  now - request.at >= patience(request, state);

/** Who waited too long first, then interactive before batch, then the app that had least, then who came first. */
function byTurn(state: PlanState, now: number): (a: PlanRequest, b: PlanRequest) => number {
  const key = (request: PlanRequest): number[] =>
    overdue(request, state, now)
      ? [0, request.at, request.id]
      : [1, request.priority === 'batch' ? 1 : 0, state.appSeconds[request.app] ?? 0, request.at, request.id];
  return (a, b) => {
    const [left, right] = [key(a), key(b)];
    const at = left.findIndex((value, i) => value !== right[i]);
    return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
  };
}

/** Most bytes that a model may take beside the pinned ones. */
function mostBytes(state: PlanState): (model: ModelFacts) => number {
  const pinned = state.models.filter((model) => model.pinned);
  const held = pinned.reduce((sum, model) => sum + heldBytes(model), 0);
  const own = new Map(pinned.map((model) => [model.facts.id, heldBytes(model)]));
  return ({ id }) => state.budgetBytes - held + (own.get(id) ?? 0);
}

const fits = (model: ModelFacts, most: (model: ModelFacts) => number): boolean =>
  model.weightBytes + model.softBytes <= most(model);

/** Fails fast: what cannot fit beside the pinned models waits for nothing. */
function refusal(
  request: PlanRequest,
  state: PlanState,
  now: number,
  most: (model: ModelFacts) => number,
): Extract<Step, { do: 'refuse' }>['reason'] | undefined {
  const able = [request.model, ...(request.instead ?? [])].filter((model) => fits(model, most));
  if (able.length === 0) return 'never-fits';
  if (able.every((model) => machineFull(model, state)) && now - request.at >= MACHINE_MS)
    return 'machine-full';
  return now - request.at >= state.limits.refuseMs ? 'waited-too-long' : undefined;
}

/** Whether a model would not fit even if all others made room, because other programs hold the memory. */
function machineFull({ id, weightBytes, softBytes }: ModelFacts, { models, freeBytes }: PlanState): boolean {
  if (freeBytes === undefined || models.some(({ facts }) => facts.id === id)) return false;
  return weightBytes + softBytes > freeBytes + models.reduce((sum, model) => sum + heldBytes(model), 0);
}

/** Of the models that may answer the one that is there, else the one that can be there soonest. */
function soonest(
  { model, instead = [] }: PlanRequest,
  residents: Map<string, ResidentModel>,
  most: (model: ModelFacts) => number,
): ModelFacts {
  const seconds = (one: ModelFacts): number => {
    const resident = residents.get(one.id);
    if (resident?.state === 'shrinking' || resident?.shrunk) return one.restoreSeconds;
    if (resident?.state === 'ready') return -1;
    if (resident?.state === 'loading') return 0;
    return one.loadSeconds;
  };
  const [first = model, ...others] = [model, ...instead].filter((one) => fits(one, most));
  return others.reduce((best, one) => (seconds(one) < seconds(best) ? one : best), first);
}

function bridged(
  request: PlanRequest,
  residents: Map<string, ResidentModel>,
  state: PlanState,
  sendable: number,
  now: number,
): boolean {
  const is = residents.get(request.model.id)?.state;
  // a load under way tells how long it still takes; before it begins nobody knows, but who has waited long waits on
  const waited = is === 'loading' ? 0 : (now - request.at) / 1000;
  const seconds = is === 'ready' ? 0 : Math.max(request.model.loadSeconds, waited);
  return request.mayLeave && sendable >= 1 && seconds >= state.limits.bridgeSeconds;
}

/** Bytes that are missing before the model can answer; 0 while they are being loaded. */
function lacking(model: ModelFacts, residents: Map<string, ResidentModel>): number {
  const resident = residents.get(model.id);
  if (!resident || resident.state === 'closing') return model.weightBytes + model.softBytes;
  return resident.shrunk || resident.state === 'shrinking' ? Math.max(1, model.softBytes) : 0;
}

/** Gives places of models that are ready, in the order of the requests; `given` counts them. */
function serve(
  requests: readonly PlanRequest[],
  residents: Map<string, ResidentModel>,
  given: Map<string, number>,
): Step[] {
  return requests.flatMap((request): Step[] => {
    const { id } = request.model;
    const resident = residents.get(id);
    const already = given.get(id) ?? 0;
    if (resident?.state !== 'ready' || resident.shrunk || resident.leases + already >= resident.slots)
      return [];
    given.set(id, already + 1);
    return [{ do: 'serve', request: request.id, model: id }];
  });
}

/** Loads the likeliest next model when that is expected to save more seconds than its victims will cost. */
function early(state: PlanState, open: readonly PlanRequest[], taken: ReadonlyMap<string, number>): Step[] {
  const residents = new Map(state.models.map((model) => [model.facts.id, model]));
  const gain = (hint: { model: ModelFacts; chance: number }): number => hint.chance * hint.model.loadSeconds;
  const hints = state.hints.filter(
    ({ model, instead = [] }) => ![model, ...instead].some(({ id }) => residents.has(id)),
  );
  for (const hint of hints.toSorted((a, b) => gain(b) - gain(a))) {
    if (hint.model.weightBytes + hint.model.softBytes > state.budgetBytes) continue;
    const steps = room(hint.model, state, open, taken);
    if (!steps?.length) continue;
    const lost = goneWith(steps).reduce((sum, id) => {
      const facts = residents.get(id)?.facts;
      const cost = steps.some((step) => step.do === 'unload' && step.model === id)
        ? facts?.loadSeconds
        : facts?.restoreSeconds;
      return sum + (1 - Math.exp(-state.usesPerSecond(id) * HINT_SECONDS)) * (cost ?? 0);
    }, 0);
    if (lost < gain(hint)) return steps.map((step) => (step.do === 'load' ? { ...step, early: true } : step));
  }
  return [];
}

/** Unloads what nobody used for long. */
function unusedFor(
  state: PlanState,
  steps: readonly Step[],
  taken: ReadonlyMap<string, number>,
  now: number,
): Step[] {
  const { idleMs } = state.limits;
  if (idleMs === 0) return [];
  const already = new Set([
    ...taken.keys(),
    ...goneWith(steps),
    ...state.waiting.map(({ model }) => model.id),
  ]);
  return evictable(state, already)
    .filter(({ lastUsedAt }) => now - lastUsedAt >= idleMs)
    .map(({ facts }) => ({ do: 'unload', model: facts.id }));
}

/** The next time at which the passing of time alone changes the plan. */
function nextTime(state: PlanState, open: readonly PlanRequest[], now: number): number {
  const { refuseMs, idleMs, bridgeSeconds } = state.limits;
  const full = open.filter(({ model }) => machineFull(model, state));
  const times = [
    ...full.flatMap(({ at }) => [at + MACHINE_MS, now + LOOK_MS]),
    ...(state.sendable < 1 ? [] : open.filter(({ mayLeave }) => mayLeave)).map(
      ({ at }) => at + bridgeSeconds * 1000,
    ),
    ...open.flatMap((request) => [request.at + patience(request, state), request.at + refuseMs]),
    ...(idleMs === 0 ? [] : evictable(state, new Set()).map(({ lastUsedAt }) => lastUsedAt + idleMs)),
  ];
  return Math.min(...times.filter((time) => time > now), Infinity);
}
