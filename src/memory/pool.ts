import { NearmostError, type LoadedModelState, type ModelRecord } from '../contract/index.ts';
import { createAppSeconds } from './app-seconds.ts';
import { bridgedError, createBridgeShare } from './bridge.ts';
import { createForecast } from './forecast.ts';
import { createHints } from './hints.ts';
import { heldModels, type HeldModel } from './held-models.ts';
import type { Lease, LeaseFor } from './lease.ts';
import type { PlanState, Step } from './plan-state.ts';
import { plan } from './plan.ts';
import { beyondBudget, machineFull, resting, tooBig, waitedTooLong } from './pool-errors.ts';
import type { PoolOptions } from './pool-options.ts';
import { createQueue, type Waiter } from './queue.ts';
import { reloadDelay } from './reload-delay.ts';
import { createSlots } from './slots.ts';
import { stateOf } from './state-of.ts';
import { shareThreads } from './thread-budget.ts';
import { whyGone, whyLoaded, type Wanted } from './why.ts';

export interface Pool {
  /**
   * Loads the model if it is not there (one load, however many ask) and keeps it from being unloaded. Waits for room in the
   * byte budget.
   * @throws NearmostError `model_too_big` when it can never fit, `overloaded` when others kept the memory for too long,
   * `engine_crashed` while it rests after several deaths, `cancelled`; an error of which `isBridged` is true when `who` may
   * leave and should
   */
  lease(record: ModelRecord, signal?: AbortSignal, who?: LeaseFor): Promise<Lease>;
  /**
   * Notes that the model will probably be asked in `inMs` milliseconds (default 0), and begins its load when memory is free
   * or can be had at less than the load saves. Nobody's model is taken for it while it answers.
   * @returns what it is now; `noted`: it is loaded later, if that pays
   * @throws NearmostError `model_too_big`
   */
  hint(record: ModelRecord, who?: { app?: string; inMs?: number }): 'ready' | 'loading' | 'noted';
  /** Why the model can never be loaded within the budget, in words; undefined: it can. */
  misfit(record: ModelRecord): string | undefined;
  /** Whether the model is there and answers at once. */
  isReady(id: string): boolean;
  /** Requests that wait for a model. */
  waiting(): number;
  states(): Promise<LoadedModelState[]>;
  /** Ends a model that is not answering; throws `overloaded` when it is. */
  unload(id: string): Promise<void>;
  close(): Promise<void>;
}

/** What the owner sees and steers of it. */
export interface OwnedPool extends Pool {
  /** The models in memory with what they take. */
  held(): Promise<HeldModel[]>;
  /** Ids of models that stay once they are loaded. */
  pinned(): string[];
  /** Adds to them or takes away; counts at once. */
  pin(id: string, on: boolean): void;
}

/** Longest time that a request is overtaken by others whose model is there. */
const OVERTAKE_MS = 30_000;
/** Longest wait for a model, its load included. */
const REFUSE_MS = 600_000;
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Models in memory, within a byte budget. One run loop: whenever something happened the plan is made anew and its steps are
 * done; deciding is `plan`'s part, acting that of `slots`.
 */
export function createPool(options: PoolOptions): OwnedPool {
  const { clock, budgetBytes } = options;
  const forecast = createForecast();
  const used = createAppSeconds(clock);
  const queue = createQueue();
  const share = createBridgeShare(options.bridgeShare ?? 0);
  const bridgeSeconds = options.bridgeSeconds || Infinity;
  /** Models that a request holds. */
  const held = new Map<string, number>();
  const pins = new Set(options.pinned);
  let scheduled = false;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wake = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(turn);
  };
  const slots = createSlots({
    ...options,
    onChange: () => {
      rebalance();
      wake();
    },
    onFailure: (id, error) => {
      hints.drop(id);
      queue.fail(({ record }) => record.id === id, error);
    },
  });
  const hints = createHints((record) => slots.factsOf(record).loadSeconds);

  function rebalance(): void {
    const all = slots.all().filter((slot) => slot.loaded);
    const shares = shareThreads(
      options.threads,
      all.map((slot) => slot.leases > 0),
    );
    all.forEach((slot, i) => {
      const threads = shares[i] ?? 1;
      if (slot.threads === threads) return;
      slot.threads = threads;
      slot.loaded?.setThreads(threads);
    });
  }

  /** Asked only where it matters, as it is read from files of the system. */
  function freeBytes(): { freeBytes?: number } {
    const bytes = wantedBy().some(({ record }) => !slots.get(record.id)) ? options.freeBytes?.() : undefined;
    return bytes === undefined ? {} : { freeBytes: bytes };
  }

  const state = (): PlanState => ({
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
  });

  /** Seconds until the model can answer. A load that takes longer than foreseen is taken to last as long again as it is late. */
  function secondsTo(record: ModelRecord): number {
    const slot = slots.get(record.id);
    const { loadSeconds, restoreSeconds } = slots.factsOf(record);
    if (slot?.loaded && slot.state !== 'closing') return restoreSeconds;
    if (slot?.state !== 'loading') return loadSeconds;
    return Math.abs(loadSeconds - (clock.monotonic() - slot.usedAt) / 1000);
  }

  /** When a load that is late becomes one that is bridged. */
  function lateAt(): number {
    const loading = slots.all().find(({ state: now, loaded }) => now === 'loading' && !loaded);
    if (!loading || share.sendable() < 1) return Infinity;
    const at = loading.usedAt + (slots.factsOf(loading.record).loadSeconds + bridgeSeconds) * 1000;
    return at > clock.monotonic() ? at : Infinity;
  }

  function turn(): void {
    scheduled = false;
    clearTimeout(timer);
    if (closed) return;
    try {
      failResting();
      let until = Math.min(hints.nextAt(clock.monotonic()), lateAt());
      for (const step of plan(state(), clock.monotonic()))
        if (step.do === 'wait') until = Math.min(until, step.until);
        else act(step);
      if (until < Infinity) sleep(until);
      failHolders();
    } catch (error) {
      queue.fail(() => true, NearmostError.from(error));
    }
  }

  function act(step: Exclude<Step, { do: 'wait' }>): void {
    if (step.do === 'serve') serve(step.request);
    else if (step.do === 'send') send(step.request);
    else if (step.do === 'refuse') queue.fail(({ id }) => id === step.request, refusal(step));
    else if (step.do === 'unload' || step.do === 'shrink' || step.do === 'restore') {
      const slot = slots.get(step.model);
      if (!slot) return;
      if (step.do === 'restore') void slots.restore(slot);
      else {
        const lacking = wantedBy().filter(
          ({ record }) => !slots.get(record.id) || slots.get(record.id)?.shrunk,
        );
        const why = whyGone(slot, lacking, options, clock.monotonic());
        void slots[step.do === 'unload' ? 'drop' : 'shrink'](slot, why);
      }
    } else if (step.do === 'load') {
      const wanted = wantedBy().find(({ record }) => record.id === step.model);
      hints.begun(step.model);
      if (wanted) slots.open(wanted.record, whyLoaded(wanted));
    }
  }

  /** Who wants models: those who wait, then those who are expected. */
  function wantedBy(): Wanted[] {
    return [...queue.all(), ...hints.open(clock.monotonic())];
  }

  function sleep(until: number): void {
    timer = setTimeout(wake, Math.min(LONGEST_TIMER, Math.max(1, Math.ceil(until - clock.monotonic()))));
    // who waits keeps this process alive; an idle model does not
    if (queue.all().length === 0) timer.unref();
  }

  /** Answered elsewhere; the model is loaded for those who come next, if that pays. */
  function send(id: number): void {
    const waiter = queue.take(id);
    if (!waiter) return;
    const { record, app } = waiter;
    const seconds = secondsTo(record);
    share.sent();
    hints.add({ record, app, dueAt: clock.monotonic() }, clock.monotonic());
    waiter.reject(bridgedError(seconds));
    wake();
  }

  function serve(id: number): void {
    const waiter = queue.take(id);
    const slot = waiter && slots.get(waiter.record.id);
    const model = slot?.loaded;
    if (!waiter || !slot || !model) return;
    const { requestId, adapter } = waiter.who;
    const began = clock.monotonic();
    slot.leases += 1;
    if (requestId !== undefined) share.workedHere(requestId);
    if (adapter !== undefined) slot.adapters.add(adapter);
    if (requestId !== undefined) held.set(requestId, (held.get(requestId) ?? 0) + 1);
    rebalance();
    let released = false;
    waiter.resolve({
      model,
      release: () => {
        if (released) return;
        released = true;
        slot.leases -= 1;
        slot.usedAt = clock.monotonic();
        slot.lastUsedAt = clock.now();
        used.add(waiter.app, (slot.usedAt - began) / 1000);
        if (requestId !== undefined) {
          const left = (held.get(requestId) ?? 1) - 1;
          if (left > 0) held.set(requestId, left);
          else held.delete(requestId);
        }
        if (slot.leases === 0) void slots.measure(slot);
        rebalance();
        wake();
      },
    });
  }

  function refusal({ request, reason }: Extract<Step, { do: 'refuse' }>): NearmostError {
    const record = queue.all().find(({ id }) => id === request)?.record;
    if (!record || reason === 'waited-too-long') return waitedTooLong(record?.id, REFUSE_MS / 60_000);
    const bytes = slots.bytesOf(record);
    return reason === 'machine-full'
      ? machineFull(record.id, bytes, options.freeBytes?.() ?? 0)
      : tooBig(record.id, bytes, options);
  }

  /** A model that keeps dying is not loaded again at once, and nothing is unloaded for it. */
  function failResting(): void {
    for (const { record } of queue.all()) {
      const deaths = slots.deaths(record.id);
      const delay = slots.get(record.id) ? 0 : reloadDelay(deaths, clock.now());
      if (delay === 0) continue;
      const error = resting(record.id, deaths.length, delay);
      queue.fail((waiter) => waiter.record.id === record.id, error);
    }
  }

  /** Two requests that each hold a model and wait for the other's memory would wait for ever. */
  function failHolders(): void {
    if (slots.all().some((slot) => slot.state !== 'ready')) return;
    const stuck = ({ record, who }: Waiter): boolean =>
      held.has(who.requestId ?? '') && slots.get(record.id) === undefined;
    const error = new NearmostError(
      'overloaded',
      'There is no room for another model while this request holds one.',
      { retryAfter: 5 },
    );
    queue.fail(stuck, error);
  }

  return {
    lease(record, signal, who = {}) {
      if (closed) return Promise.reject(new NearmostError('cancelled', 'The models are being closed.'));
      forecast.observe(who.app ?? 'default', record.id, clock.now());
      hints.asked(who.app ?? 'default', record.id);
      const enter = (): Promise<Lease> => {
        if (closed) return Promise.reject(new NearmostError('cancelled', 'The models are being closed.'));
        const lease = queue.add({ record, who, at: clock.monotonic() }, signal, wake);
        wake();
        return lease;
      };
      return options.footprints.examine(record)?.then(enter) ?? enter();
    },
    hint(record, { app = 'default', inMs = 0 } = {}) {
      if (closed) throw new NearmostError('cancelled', 'The models are being closed.');
      const bytes = slots.bytesOf(record);
      if (bytes > budgetBytes) throw tooBig(record.id, bytes, options);
      const now = clock.monotonic();
      hints.add({ record, app, dueAt: now + inMs }, now);
      turn();
      const slot = slots.get(record.id);
      if (slot?.state === 'ready') slot.usedAt = now;
      if (!slot || slot.state === 'closing') return 'noted';
      return slot.loaded ? 'ready' : 'loading';
    },
    misfit(record) {
      void options.footprints.examine(record); // the next time it is exact
      const bytes = slots.bytesOf(record);
      return bytes > budgetBytes ? beyondBudget(bytes, budgetBytes) : undefined;
    },
    isReady: (id) => slots.get(id)?.state === 'ready',
    waiting: () => queue.all().length,
    states: () => Promise.all(slots.all().map(stateOf)),
    held: () => heldModels(slots, pins),
    pinned: () => [...pins],
    pin(id, on) {
      pins[on ? 'add' : 'delete'](id);
      wake();
    },
    async unload(id) {
      const slot = slots.get(id);
      if (!slot)
        throw new NearmostError('unknown_model', `Model "${id}" is not loaded.`, {
          hint: 'See what is loaded: nearmost ps',
        });
      const active = slot.leases + queue.all().filter(({ record }) => record.id === id).length;
      if (active > 0 && slot.state !== 'closing')
        throw new NearmostError('overloaded', `Model "${id}" is answering ${active} request(s).`, {
          retryAfter: 5,
        });
      await slots.drop(slot, 'you asked for it');
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      queue.fail(() => true, new NearmostError('cancelled', 'The models are being closed.'));
      await Promise.all(slots.all().map((slot) => slots.drop(slot)));
    },
  };
}
