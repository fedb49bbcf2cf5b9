import { chooseVictims } from './choose-victims.ts';
import {
  heldBytes,
  type ModelFacts,
  type PlanRequest,
  type PlanState,
  type ResidentModel,
  type Step,
} from './plan-state.ts';

const freeBytes = (state: PlanState): number =>
  state.budgetBytes - state.models.reduce((sum, model) => sum + heldBytes(model), 0);

/** Bytes that must become free before the model can be loaded, or its keys and values brought back. */
function missing(model: ModelFacts, state: PlanState): number {
  const own = state.models.some(({ facts }) => facts.id === model.id);
  return (
    (own ? 0 : model.weightBytes) + model.softBytes - Math.min(freeBytes(state), state.freeBytes ?? Infinity)
  );
}

/** Bytes that are being given back. */
const comingBytes = ({ models }: PlanState): number =>
  models.reduce((sum, model) => {
    if (model.state === 'closing') return sum + heldBytes(model);
    return sum + (model.state === 'shrinking' ? model.facts.softBytes : 0);
  }, 0);

/** Steps that load the model or bring it nearer; undefined: not enough can be freed now. */
export function room(
  model: ModelFacts,
  state: PlanState,
  open: readonly PlanRequest[],
  taken: ReadonlyMap<string, number>,
): Step[] | undefined {
  const own = state.models.find(({ facts }) => facts.id === model.id);
  // what is being freed now may be enough; the run after it sees
  if (own && own.state !== 'ready') return [];
  if (state.models.some(({ state: now }) => now === 'loading')) return [];
  const need = missing(model, state);
  const coming = comingBytes(state);
  const kept = new Set([...taken.keys(), model.id]);
  const bytes = free(need - coming, state, open, kept);
  if (!bytes) return undefined;
  const extra = own ? [] : overCount(state, open, new Set([...kept, ...goneWith(bytes)]), bytes);
  const freed = [...bytes, ...extra];
  const waits = coming > 0 && need > 0;
  if (waits || freed.some(({ do: what }) => what === 'unload')) return freed;
  return [...freed, own ? { do: 'restore', model: model.id } : { do: 'load', model: model.id, early: false }];
}

/** Models that answer nobody and may go. */
export const evictable = (state: PlanState, taken: ReadonlySet<string>): ResidentModel[] =>
  state.models.filter(
    ({ facts, state: now, leases, pinned }) =>
      now === 'ready' && leases === 0 && !pinned && !taken.has(facts.id),
  );

const softOf = (model: ResidentModel): number => (model.shrunk ? 0 : model.facts.softBytes);

/** Expected uses a second; who waits counts as one. */
const usesOf = ({ facts }: ResidentModel, state: PlanState, open: readonly PlanRequest[]): number =>
  state.usesPerSecond(facts.id) + open.filter(({ model }) => model.id === facts.id).length;

/** Steps that free the bytes where that is expected to cost the fewest seconds: of a model its keys and values, or all. */
function free(
  need: number,
  state: PlanState,
  open: readonly PlanRequest[],
  taken: ReadonlySet<string>,
): Step[] | undefined {
  if (need <= 0) return [];
  const idle = evictable(state, taken);
  const victims = chooseVictims(
    idle.map((model) => ({
      id: model.facts.id,
      bytes: heldBytes(model),
      loss: usesOf(model, state, open) * model.facts.loadSeconds,
      part: { bytes: softOf(model), loss: usesOf(model, state, open) * model.facts.restoreSeconds },
    })),
    need,
  );
  return victims?.map(({ id, part }) => ({ do: part ? 'shrink' : 'unload', model: id }));
}

/** Unloads where more models would stay than are wished for; a model that answers stays nevertheless. */
function overCount(
  state: PlanState,
  open: readonly PlanRequest[],
  kept: ReadonlySet<string>,
  steps: readonly Step[],
): Step[] {
  const staying = state.models.filter(
    (model) => model.state !== 'closing' && !unloads(steps, model.facts.id),
  );
  const cost = (model: ResidentModel): number => usesOf(model, state, open) * model.facts.loadSeconds;
  return evictable(state, kept)
    .toSorted((a, b) => cost(a) - cost(b) || a.lastUsedAt - b.lastUsedAt)
    .slice(0, Math.max(0, staying.length + 1 - state.limits.maxModels))
    .map(({ facts }) => ({ do: 'unload', model: facts.id }));
}

const unloads = (steps: readonly Step[], id: string): boolean =>
  steps.some((step) => step.do === 'unload' && step.model === id);

/** What goes where models hold more than the budget, because they grew; what answers or is pinned stays. */
export function shed(
  state: PlanState,
  open: readonly PlanRequest[],
  taken: ReadonlyMap<string, number>,
): Step[] {
  const idle = evictable(state, new Set(taken.keys()));
  const most = idle.reduce((sum, model) => sum + heldBytes(model), 0);
  return (
    free(Math.min(most, -freeBytes(state) - comingBytes(state)), state, open, new Set(taken.keys())) ?? []
  );
}

/** Models that lose something by these steps. */
export const goneWith = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => (step.do === 'unload' || step.do === 'shrink' ? [step.model] : []));

/** Models that take no new requests until there is room: the largest first, so that few have to pause. */
export function drained(model: ModelFacts, state: PlanState): string[] {
  let need = missing(model, state) - comingBytes(state);
  const victims = state.models
    .filter(({ facts, pinned, state: now }) => !pinned && now !== 'closing' && facts.id !== model.id)
    .toSorted((a, b) => heldBytes(b) - heldBytes(a) || (a.facts.id < b.facts.id ? -1 : 1));
  return victims.flatMap((victim) => {
    if (need <= 0) return [];
    need -= heldBytes(victim);
    return [victim.facts.id];
  });
}
