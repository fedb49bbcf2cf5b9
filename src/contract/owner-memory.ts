import type { RuntimeEvent } from './events.ts';
import type { MemoryState, ResidentState } from './memory.ts';

/** A model in memory as a person sees it: what of its bytes is what. */
export interface MappedModel extends Omit<ResidentState, 'adapters' | 'pid'> {
  /** Of `bytes`: weights, working memory and the process. */
  weightBytes: number;
  /** Of `bytes`: keys and values, the memory of conversations under way. Always an estimate. */
  kvBytes: number;
  /** Of `bytes`: skills that are on it. */
  adapterBytes: number;
  /** Their names. */
  adapters: string[];
}

/** What came into memory and went, and why. */
export type MemoryEvent = Extract<RuntimeEvent, { type: `model-${string}` }>;

/** The memory of the models, against what they may take. */
export interface MemoryMap extends Omit<MemoryState, 'models'> {
  /** The setting: `75%`, `6GB`. */
  budget: string;
  /** Of this machine (or container). */
  totalBytes: number;
  models: MappedModel[];
  /** Newest first. */
  history: MemoryEvent[];
  /** The clock of the server. Milliseconds since 1970. */
  now: number;
}

/** The memory of the models of this device. */
export interface OwnerMemory {
  map(): Promise<MemoryMap>;
  /**
   * Lets a model stay once it is loaded, or lets it go again; kept in the settings and effective at once.
   * @returns all that stay
   * @throws NearmostError `unknown_model`
   */
  pin(model: string, on: boolean): Promise<string[]>;
}
