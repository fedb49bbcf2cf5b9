import { NearmostError, type LoadedModelState, type ModelRecord } from '../contract/index.ts';
import { createAppSeconds } from './app-seconds.ts';
import { bridgedError, createBridgeShare } from './bridge.ts';
import { createForecast } from './forecast.ts';
import { createHints } from './hints.ts';
import { heldModels, type HeldModel } from './held-models.ts';
import type { Lease, LeaseFor } from './lease.ts';
import { createLeases } from './leases.ts';
import type { Step } from './plan-state.ts';
import { createPlanView } from './plan-view.ts';
import { plan } from './plan.ts';
import { beyondBudget, tooBig } from './pool-errors.ts';
import type { PoolOptions } from './pool-options.ts';
import { createQueue } from './queue.ts';
import { createRefusals } from './refusals.ts';
import { createSlots } from './slots.ts';
import { stateOf } from './state-of.ts';
import { whyGone, whyLoaded } from './why.ts';

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
      leases.rebalance();
      wake();
    },
    onFailure: (id, error) => {
      hints.drop(id);
      queue.fail(({ record }) => record.id === id, error);
    },
  });
  const leases = createLeases({ slots, clock, threads: options.threads, used, share, onReturn: wake });
  const hints = createHints((record) => slots.factsOf(record).loadSeconds);
  const refusals = createRefusals({ slots, queue, leases }, options);
  const view = createPlanView({ slots, queue, hints, forecast, used, share, pins }, options);

  function turn(): void {
    scheduled = false;
    clearTimeout(timer);
    if (closed) return;
    try {
      refusals.failResting();
      let until = Math.min(hints.nextAt(clock.monotonic()), view.lateAt());
      for (const step of plan(view.state(), clock.monotonic()))
        if (step.do === 'wait') until = Math.min(until, step.until);
        else act(step);
      if (until < Infinity) sleep(until);
      refusals.failHolders();
    } catch (error) {
      queue.fail(() => true, NearmostError.from(error));
    }
  }

  function act(step: Exclude<Step, { do: 'wait' }>): void {
    if (step.do === 'serve') serve(step.request);
    else if (step.do === 'send') send(step.request);
    else if (step.do === 'refuse') refusals.refuse(step);
    else if (step.do === 'unload' || step.do === 'shrink' || step.do === 'restore') {
      const slot = slots.get(step.model);
      if (!slot) return;
      if (step.do === 'restore') void slots.restore(slot);
      else {
        const lacking = view
          .wanted()
          .filter(({ record }) => !slots.get(record.id) || slots.get(record.id)?.shrunk);
        const why = whyGone(slot, lacking, options, clock.monotonic());
        void slots[step.do === 'unload' ? 'drop' : 'shrink'](slot, why);
      }
    } else if (step.do === 'load') {
      const wanted = view.wanted().find(({ record }) => record.id === step.model);
      hints.begun(step.model);
      if (wanted) slots.open(wanted.record, whyLoaded(wanted));
    }
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
    const seconds = view.secondsTo(record);
    share.sent();
    hints.add({ record, app, dueAt: clock.monotonic() }, clock.monotonic());
    waiter.reject(bridgedError(seconds));
    wake();
  }

  function serve(id: number): void {
    const waiter = queue.take(id);
    const slot = waiter && slots.get(waiter.record.id);
    if (waiter && slot?.loaded) leases.give(waiter, slot, slot.loaded);
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
