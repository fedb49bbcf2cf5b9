import { NearmostError, type LoadedModel, type ModelRecord } from '../contract/index.ts';
import type { LoadShape } from './footprints.ts';
import type { ModelFacts } from './plan-state.ts';
import type { PoolOptions } from './pool-options.ts';
import { sizeContext } from './size-context.ts';

/** The place of a model in memory, from the moment its load begins until its process is gone. */
export interface Slot {
  record: ModelRecord;
  /** `loading`: also while keys and values come back. */
  state: 'loading' | 'ready' | 'closing' | 'shrinking';
  /** Its keys and values were given back. */
  shrunk: boolean;
  loading: Promise<LoadedModel>;
  loaded: LoadedModel | undefined;
  leases: number;
  threads: number;
  /** Files of the low-rank weights that were used on it. */
  adapters: Set<string>;
  /** Bytes that it was seen to hold. */
  seenBytes: number;
  loadedAt: number;
  /** Milliseconds since 1970, for people. */
  lastUsedAt: number;
  /** Milliseconds of the clock that never goes back. */
  usedAt: number;
  measuredAt: number;
  closed: Promise<void> | undefined;
  /** Why it goes, in words. */
  why?: string;
}

export interface Slots {
  all(): Slot[];
  get(id: string): Slot | undefined;
  /** Loads a model that has no place yet. */
  open(record: ModelRecord, why?: string): void;
  /** Ends a model; its slot stays until it is gone, so that nobody loads a second copy meanwhile. Never rejects. */
  drop(slot: Slot, why?: string): Promise<void>;
  /** Gives its keys and values back. Never rejects. */
  shrink(slot: Slot, why?: string): Promise<void>;
  /** Makes them anew; a model that cannot is ended. Never rejects. */
  restore(slot: Slot): Promise<void>;
  /** Looks at what it holds, at most every few seconds. Never rejects. */
  measure(slot: Slot): Promise<void>;
  /** Bytes that a load of the model will take. */
  bytesOf(record: ModelRecord): number;
  /** What a load of the model will take; with its slot, what it holds now. */
  factsOf(record: ModelRecord, slot?: Slot): ModelFacts;
  /** Times of unexpected exits. */
  deaths(id: string): readonly number[];
}

interface SlotsOptions extends PoolOptions {
  /** A model came, went, or changed its size. */
  onChange(): void;
  /** A load failed. */
  onFailure(id: string, error: NearmostError): void;
}

const MEASURE_EVERY_MS = 5000;
/** Until a context was made anew: less than a tenth of a second for all that were measured. */
const RESTORE_SECONDS = 0.1;
const DEATHS_KEPT = 10;

/** Loads and ends models, measures them, and remembers which died. Decides nothing. */
export function createSlots(options: SlotsOptions): Slots {
  const { clock, emit, footprints, onChange } = options;
  const slots = new Map<string, Slot>();
  const crashes = new Map<string, number[]>();
  /** By model: what giving keys and values back freed, and how long it took to make them anew. */
  const soft = new Map<string, { bytes?: number; seconds?: number }>();

  const shapeOf = ({ info }: ModelRecord, adapters = 0): LoadShape => {
    const wish = { contextSize: options.contextSize, sequences: options.parallel };
    const { contextSize, sequences } = sizeContext(info, wish, options.budgetBytes);
    return { contextSize, sequences, adapters };
  };

  const forget = (slot: Slot): void => {
    if (slots.get(slot.record.id) === slot) slots.delete(slot.record.id);
    onChange();
  };

  const measure = async (slot: Slot, loadMs?: number): Promise<void> => {
    const { loaded, record } = slot;
    const due = loadMs !== undefined || clock.monotonic() - slot.measuredAt >= MEASURE_EVERY_MS;
    if (!loaded || slot.state !== 'ready' || !due) return;
    slot.measuredAt = clock.monotonic();
    try {
      const held = await options.readHeld(loaded);
      if (!held) return;
      slot.seenBytes = Math.max(slot.seenBytes, held.peakBytes);
      const time = loadMs === undefined ? {} : { loadMs };
      footprints.remember(record, shapeOf(record, slot.adapters.size), { held, ...time });
    } catch {
      // what cannot be read or stored stays an estimate; answers do not depend on it
    }
    onChange();
  };

  const load = async (slot: Slot, why?: string): Promise<LoadedModel> => {
    const { record } = slot;
    emit({ type: 'model-load', model: record.id, ...because(why), at: clock.now() });
    const engine = await options.engineFor(record);
    const { contextSize, sequences } = shapeOf(record);
    const started = clock.monotonic();
    const loaded = await engine.load({ model: record, contextSize, sequences, threads: options.threads });
    const loadMs = clock.monotonic() - started;
    slot.loaded = loaded;
    slot.threads = options.threads;
    slot.loadedAt = slot.lastUsedAt = clock.now();
    slot.usedAt = clock.monotonic();
    if (slot.state === 'loading') slot.state = 'ready';
    emit({ type: 'model-ready', model: record.id, loadMs, at: clock.now() });
    void loaded.exited.then(({ expected, detail }) => {
      if (!expected)
        crashes.set(record.id, [...(crashes.get(record.id) ?? []), clock.now()].slice(-DEATHS_KEPT));
      forget(slot);
      emit({ type: 'model-exit', model: record.id, expected, detail, ...because(slot.why), at: clock.now() });
    });
    void measure(slot, loadMs);
    return loaded;
  };

  const shrink = async (slot: Slot, why?: string): Promise<void> => {
    const { loaded, record } = slot;
    if (slot.state !== 'ready' || slot.shrunk || !loaded?.shrink) return;
    slot.state = 'shrinking';
    try {
      await loaded.shrink();
      const held = await options.readHeld(loaded);
      const bytes = held ? Math.max(0, totalOf(slot) - held.residentBytes) : softOf(slot.record).bytes;
      soft.set(record.id, { ...soft.get(record.id), bytes });
      // what freed nothing needs no second step before it answers
      slot.shrunk = bytes > 0;
      emit({ type: 'model-shrink', model: record.id, freedBytes: bytes, ...because(why), at: clock.now() });
    } catch {
      soft.set(record.id, { bytes: 0 }); // it is unloaded instead
    }
    if (stateOf(slot) === 'shrinking') slot.state = 'ready';
    onChange();
  };

  const restore = async (slot: Slot): Promise<void> => {
    const { loaded, record } = slot;
    if (slot.state !== 'ready' || !slot.shrunk || !loaded) return;
    slot.state = 'loading';
    slot.shrunk = false;
    slot.usedAt = clock.monotonic();
    try {
      await loaded.restore?.();
      const restoreMs = clock.monotonic() - slot.usedAt;
      soft.set(record.id, { ...soft.get(record.id), seconds: restoreMs / 1000 });
      if (stateOf(slot) === 'loading') slot.state = 'ready';
      emit({ type: 'model-restore', model: record.id, restoreMs, at: clock.now() });
      onChange();
    } catch (error) {
      options.onFailure(record.id, NearmostError.from(error));
      await drop(slot);
    }
  };

  const softOf = (record: ModelRecord): { bytes: number; seconds: number } => {
    const known = soft.get(record.id);
    const bytes = known?.bytes ?? footprints.of(record, shapeOf(record)).softBytes;
    return { bytes, seconds: known?.seconds ?? RESTORE_SECONDS };
  };

  /** Bytes that a load takes; with its slot, what it holds at most. */
  const totalOf = ({ record, seenBytes }: Pick<Slot, 'record' | 'seenBytes'>): number => {
    const { bytes, loadBytes } = footprints.of(record, shapeOf(record));
    // what grew beyond the budget in use gets all of it next time, else it would never be loaded again
    const expected = loadBytes <= options.budgetBytes ? Math.min(bytes, options.budgetBytes) : bytes;
    return Math.max(expected, seenBytes);
  };

  const drop = (slot: Slot, why?: string): Promise<void> => {
    slot.state = 'closing';
    if (why !== undefined) slot.why ??= why;
    slot.closed ??= slot.loading
      .then((loaded) => loaded.close())
      .catch(() => undefined)
      .then(() => forget(slot));
    return slot.closed;
  };

  return {
    all: () => [...slots.values()],
    get: (id) => slots.get(id),
    open(record, why) {
      const slot: Slot = {
        record,
        state: 'loading',
        shrunk: false,
        loading: Promise.resolve() as never,
        loaded: undefined,
        leases: 0,
        threads: 0,
        adapters: new Set(),
        seenBytes: 0,
        loadedAt: 0,
        lastUsedAt: clock.now(),
        usedAt: clock.monotonic(),
        measuredAt: -Infinity,
        closed: undefined,
      };
      slots.set(record.id, slot);
      slot.loading = load(slot, why);
      slot.loading.then(onChange, (error: unknown) => {
        options.onFailure(record.id, NearmostError.from(error));
        void slot.loaded?.close().catch(() => undefined);
        forget(slot);
      });
    },
    drop,
    shrink,
    restore,
    measure: (slot) => measure(slot),
    bytesOf: (record) => totalOf({ record, seenBytes: 0 }),
    factsOf(record, slot) {
      const total = totalOf(slot ?? { record, seenBytes: 0 });
      const { bytes, seconds } = softOf(record);
      const softBytes = slot?.loaded && !slot.loaded.shrink ? 0 : Math.min(bytes, total);
      return {
        id: record.id,
        weightBytes: total - softBytes,
        softBytes,
        loadSeconds: footprints.of(record, shapeOf(record)).loadSeconds,
        restoreSeconds: seconds,
      };
    },
    deaths: (id) => crashes.get(id) ?? [],
  };
}

const because = (why: string | undefined): { why?: string } => (why === undefined ? {} : { why });

/** Read anew: while something was awaited it may have been closed. */
const stateOf = (slot: Slot): Slot['state'] => slot.state;
