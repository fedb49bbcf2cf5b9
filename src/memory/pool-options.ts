import type { Engine, LoadedModel, ModelRecord, RuntimeEvent } from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { Footprints } from './footprints.ts';
import type { Held } from './read-held.ts';

export interface PoolOptions {
  engineFor(record: ModelRecord): Promise<Engine>;
  /** Threads for all models together. */
  threads: number;
  contextSize: number;
  /** Sequences that run side by side in one model. */
  parallel: number;
  /** Models that stay loaded at most; more only while all of them answer. */
  maxLoaded: number;
  /** Milliseconds after which an unused model is unloaded; 0 = never. */
  idleMs: number;
  /** Bytes that all models together may hold. */
  budgetBytes: number;
  /** Bytes that the machine can give now; undefined: it does not tell. Asked when a model is about to be loaded. */
  freeBytes?: () => number | undefined;
  footprints: Footprints;
  /** What a loaded model holds; undefined: it cannot be told. */
  readHeld(loaded: LoadedModel): Promise<Held | undefined>;
  /** Ids of models that stay once they are loaded. Default none. */
  pinned?: readonly string[];
  /** Loads of at least so many seconds are bridged for requests that may leave; 0 = none. Default 0. */
  bridgeSeconds?: number;
  /** Sends elsewhere for each request answered here, at most. Default 0. */
  bridgeShare?: number;
  clock: Clock;
  emit: (event: RuntimeEvent) => void;
}
