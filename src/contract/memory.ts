import type { LoadedModelState } from './runtime.ts';

/** A model in memory, with what it takes. */
export interface ResidentState extends LoadedModelState {
  /** Bytes that are counted for it: measured while it is there, foreseen while it loads. */
  bytes: number;
  method: 'measured' | 'estimated';
  /** Of them keys and values, estimated; 0 while they are given back. */
  softBytes: number;
  /** Its keys and values were given back; the next answer takes them again. */
  shrunk: boolean;
  /** Stays until it is asked to go. */
  pinned: boolean;
  /** Low-rank weights that were used on it. */
  adapters: { path: string; bytes: number }[];
}

/** What all models together hold, against what they may. */
export interface MemoryState {
  budgetBytes: number;
  /** What the machine can give now; null: it does not tell. */
  freeBytes: number | null;
  /** Ids `local/<id>` that stay once they are loaded. */
  pinned: string[];
  models: ResidentState[];
}
