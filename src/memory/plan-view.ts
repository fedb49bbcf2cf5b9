import type { ModelRecord } from '../contract/index.ts';
import type { AppSeconds } from './app-seconds.ts';
import type { BridgeShare } from './bridge.ts';
import type { Forecast } from './forecast.ts';
import type { Hints } from './hints.ts';
import type { PlanState } from './plan-state.ts';
import type { PoolOptions } from './pool-options.ts';
import type { Queue } from './queue.ts';
import { reloadDelay } from './reload-delay.ts';
import type { Slots } from './slots.ts';
import type { Wanted } from './why.ts';

/** What is known of models and of those who want them. */
interface Known {
  slots: Slots;
  queue: Queue;
  hints: Hints;
  forecast: Forecast;
  used: AppSeconds;
  share: BridgeShare;
  /** Ids of models that stay. */
  pins: ReadonlySet<string>;
}

/** What the plan decides on. Looks only. */
export interface PlanView {
  state(): PlanState;
  /** Who wants models: those who wait, then those who are expected. */
  wanted(): Wanted[];
  /** Seconds until the model can answer. A load that takes longer than foreseen is taken to last as long again as it is late. */
  secondsTo(record: ModelRecord): number;
  /** When a load that is late becomes one that is bridged; Infinity: none does. */
  lateAt(): number;
}

/** Longest time that a request is overtaken by others whose model is there. */
const OVERTAKE_MS = 30_000;
/** Longest wait for a model, its load included. */
export const REFUSE_MS = 600_000;

/** Looks at the models in memory and at those who want them, in the words of the plan. */
export function createPlanView(known: Known, options: PoolOptions): PlanView {
  const { slots, queue, hints, forecast, used, share, pins } = known;
  const { clock, budgetBytes } = options;
  const bridgeSeconds = options.bridgeSeconds || Infinity;

  const wanted = (): Wanted[] => [...queue.all(), ...hints.open(clock.monotonic())];

  /** Asked only where it matters, as it is read from files of the system. */
  function freeBytes(): { freeBytes?: number } {
    const bytes = wanted().some(({ record }) => !slots.get(record.id)) ? options.freeBytes?.() : undefined;
    return bytes === undefined ? {} : { freeBytes: bytes };
  }

  function secondsTo(record: ModelRecord): number {
    const slot = slots.get(record.id);
    const { loadSeconds, restoreSeconds } = slots.factsOf(record);
    if (slot?.loaded && slot.state !== 'closing') return restoreSeconds;
    if (slot?.state !== 'loading') return loadSeconds;
    return Math.abs(loadSeconds - (clock.monotonic() - slot.usedAt) / 1000);
  }

  return {
    wanted,
    secondsTo,
    lateAt() {
      const loading = slots.all().find(({ state, loaded }) => state === 'loading' && !loaded);
      if (!loading || share.sendable() < 1) return Infinity;
      const at = loading.usedAt + (slots.factsOf(loading.record).loadSeconds + bridgeSeconds) * 1000;
      return at > clock.monotonic() ? at : Infinity;
    },
    state: () => ({
      budgetBytes,
      ...freeBytes(),
      models: slots.all().map((slot) => ({
        facts: slots.factsOf(slot.record, slot),
        state: slot.state,
        shrunk: slot.shrunk,
        leases: slot.leases,
        // the engine has a queue of its own
        slots: Infinity,
        pinned: pins.has(slot.record.id),
        lastUsedAt: slot.usedAt,
      })),
      waiting: queue.all().map((waiter) => ({
        ...waiter,
        model: { ...slots.factsOf(waiter.record), loadSeconds: secondsTo(waiter.record) },
        mayLeave: waiter.who.mayLeave ?? false,
      })),
      hints: hints
        .open(clock.monotonic())
        .filter(({ record }) => reloadDelay(slots.deaths(record.id), clock.now()) === 0)
        .map(({ record, chance }) => ({ model: slots.factsOf(record), chance })),
      usesPerSecond: (model) =>
        forecast.usesPerSecond(model, clock.now()) + hints.usesPerSecond(model, clock.monotonic()),
      appSeconds: used.all(),
      sendable: share.sendable(),
      limits: {
        overtakeMs: OVERTAKE_MS,
        refuseMs: REFUSE_MS,
        idleMs: options.idleMs,
        maxModels: options.maxLoaded,
        bridgeSeconds,
      },
    }),
  };
}
