import {
  NearmostError,
  type Engine,
  type LoadedModel,
  type LoadedModelState,
  type ModelRecord,
  type RuntimeEvent,
} from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import { chooseVictim, reloadDelay } from './residency.ts';
import { sizeContext } from './size-context.ts';
import { shareThreads } from './thread-budget.ts';

export interface PoolOptions {
  engineFor(record: ModelRecord): Promise<Engine>;
  /** Threads for all models together. */
  threads: number;
  contextSize: number;
  /** Sequences that run side by side in one model. */
  parallel: number;
  maxLoaded: number;
  /** Milliseconds after which an unused model is unloaded; 0 = never. */
  idleMs: number;
  memoryBytes: number;
  clock: Clock;
  emit: (event: RuntimeEvent) => void;
}

/** The right to use a loaded model: it stays loaded until `release`. */
export interface Lease {
  model: LoadedModel;
  release(): void;
}

export interface Pool {
  /** Loads the model if it is not there (one load, however many ask) and keeps it from being unloaded. */
  lease(record: ModelRecord, signal?: AbortSignal): Promise<Lease>;
  states(): Promise<LoadedModelState[]>;
  /** Ends a model that is not answering; throws `overloaded` when it is. */
  unload(id: string): Promise<void>;
  close(): Promise<void>;
}

interface Slot {
  record: ModelRecord;
  state: 'loading' | 'ready' | 'closing';
  loading: Promise<LoadedModel>;
  loaded: LoadedModel | undefined;
  leases: number;
  threads: number;
  loadedAt: number;
  lastUsedAt: number;
  idle: ReturnType<typeof setTimeout> | undefined;
  closed: Promise<void> | undefined;
}

/** Rejects when the caller goes away; the load itself goes on for the others that wait. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void =>
      reject(new NearmostError('cancelled', 'The request was cancelled while its model was loading.'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Models in memory: single-flight loads, leases, least recently used out first, one thread budget. */
export function createPool(options: PoolOptions): Pool {
  const { clock, emit } = options;
  const slots = new Map<string, Slot>();
  /** Times of unexpected exits, by model: a model that keeps dying is loaded more and more slowly. */
  const crashes = new Map<string, number[]>();

  const rebalance = (): void => {
    const all = [...slots.values()].filter((slot) => slot.loaded);
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
  };

  /** Ends a model; until it is gone its slot stays, so that a new request waits instead of loading a second copy. */
  const drop = (slot: Slot): Promise<void> => {
    slot.state = 'closing';
    clearTimeout(slot.idle);
    slot.closed ??= (async () => {
      const loaded = await slot.loading.catch(() => undefined);
      await loaded?.close();
      forget(slot);
      rebalance();
    })();
    return slot.closed;
  };

  const forget = (slot: Slot): void => {
    if (slots.get(slot.record.id) === slot) slots.delete(slot.record.id);
    clearTimeout(slot.idle);
  };

  const makeRoom = async (newcomer: Slot): Promise<void> => {
    while (slots.size > options.maxLoaded) {
      const others = [...slots.values()].filter((slot) => slot !== newcomer && slot.state === 'ready');
      const victim = chooseVictim(
        others.map(({ record, leases, lastUsedAt }) => ({ id: record.id, leases, lastUsedAt })),
      );
      const slot = victim === undefined ? undefined : slots.get(victim);
      if (!slot) return; // all are answering: one more than wished is better than a deadlock
      await drop(slot);
    }
  };

  const load = async (slot: Slot): Promise<LoadedModel> => {
    const { record } = slot;
    const deaths = crashes.get(record.id) ?? [];
    const delay = reloadDelay(deaths, clock.now());
    if (delay > 0)
      throw new NearmostError(
        'engine_crashed',
        `Model "${record.id}" died ${deaths.length} times in the last minutes; it rests before the next load.`,
        { retryAfter: Math.ceil(delay / 1000), hint: 'See the cause: nearmost doctor' },
      );
    await makeRoom(slot);
    emit({ type: 'model-load', model: record.id, at: clock.now() });
    const engine = await options.engineFor(record);
    const wish = { contextSize: options.contextSize, sequences: options.parallel };
    const { contextSize, sequences } = sizeContext(record.info, wish, options.memoryBytes);
    const started = clock.monotonic();
    const loaded = await engine.load({ model: record, contextSize, sequences, threads: options.threads });
    slot.loaded = loaded;
    slot.state = 'ready';
    slot.threads = options.threads;
    slot.loadedAt = clock.now();
    emit({ type: 'model-ready', model: record.id, loadMs: clock.monotonic() - started, at: clock.now() });
    void loaded.exited.then(({ expected, detail }) => {
      forget(slot);
      if (!expected) crashes.set(record.id, [...(crashes.get(record.id) ?? []), clock.now()].slice(-10));
      emit({ type: 'model-exit', model: record.id, expected, detail, at: clock.now() });
    });
    return loaded;
  };

  const open = (record: ModelRecord): Slot => {
    const slot: Slot = {
      record,
      state: 'loading',
      loading: Promise.resolve() as never,
      loaded: undefined,
      leases: 0,
      threads: 0,
      loadedAt: 0,
      lastUsedAt: clock.now(),
      idle: undefined,
      closed: undefined,
    };
    slots.set(record.id, slot);
    slot.loading = load(slot);
    slot.loading.catch(() => forget(slot));
    return slot;
  };

  const release = (slot: Slot): void => {
    slot.leases -= 1;
    slot.lastUsedAt = clock.now();
    rebalance();
    if (slot.leases > 0 || options.idleMs === 0) return;
    clearTimeout(slot.idle);
    slot.idle = setTimeout(() => {
      if (slot.leases === 0 && slot.state === 'ready') void drop(slot);
    }, options.idleMs);
    slot.idle.unref();
  };

  return {
    async lease(record, signal) {
      while (slots.get(record.id)?.state === 'closing') await slots.get(record.id)?.closed;
      const slot = slots.get(record.id) ?? open(record);
      slot.leases += 1;
      clearTimeout(slot.idle);
      try {
        const model = await orAborted(slot.loading, signal);
        rebalance();
        let released = false;
        return {
          model,
          release: () => {
            if (!released) release(slot);
            released = true;
          },
        };
      } catch (error) {
        release(slot);
        throw error;
      }
    },
    states: () =>
      Promise.all(
        [...slots.values()].map(async (slot): Promise<LoadedModelState> => ({
          model: slot.record.id,
          pid: slot.loaded?.pid ?? 0,
          state: slot.state,
          active: slot.leases,
          contextSize: slot.loaded?.contextSize ?? 0,
          threads: slot.threads,
          loadedAt: slot.loadedAt,
          lastUsedAt: slot.lastUsedAt,
          memory: (await slot.loaded?.memory()) ?? { residentBytes: null, method: 'unavailable' },
        })),
      ),
    async unload(id) {
      const slot = slots.get(id);
      if (!slot)
        throw new NearmostError('unknown_model', `Model "${id}" is not loaded.`, {
          hint: 'See what is loaded: nearmost ps',
        });
      if (slot.leases > 0)
        throw new NearmostError('overloaded', `Model "${id}" is answering ${slot.leases} request(s).`, {
          retryAfter: 5,
        });
      await drop(slot);
    },
    async close() {
      await Promise.all([...slots.values()].map(drop));
    },
  };
}
