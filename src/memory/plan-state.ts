/** What a model takes and costs, measured or estimated. Times in seconds, sizes in bytes. */
export interface ModelFacts {
  id: string;
  /** Weights, working memory and the process: what stays while the model is loaded. */
  weightBytes: number;
  /** Keys and values: can be dropped while nobody is answered, and must be back before the next answer. */
  softBytes: number;
  loadSeconds: number;
  /** To bring keys and values back, saved or computed anew. */
  restoreSeconds: number;
}

/** A model that holds memory. */
export interface ResidentModel {
  facts: ModelFacts;
  /**
   * `loading`: its bytes are set aside, also while keys and values come back; `closing`: it still holds them; `shrinking`:
   * it still holds its keys and values.
   */
  state: 'loading' | 'ready' | 'closing' | 'shrinking';
  /** Its keys and values were dropped. */
  shrunk: boolean;
  /** Requests that it answers now. */
  leases: number;
  /** Requests that it can answer side by side. */
  slots: number;
  /** Never unloaded nor shrunk. */
  pinned: boolean;
  /** Milliseconds since 1970. */
  lastUsedAt: number;
}

export interface PlanRequest {
  id: number;
  model: ModelFacts;
  /** Others that may answer it as well, such as a base with an adapter for it: whichever is there, or there soonest. */
  instead?: readonly ModelFacts[];
  app: string;
  priority: 'interactive' | 'batch';
  /** Milliseconds since 1970. */
  at: number;
  /** It may be answered elsewhere while its model is not there. */
  mayLeave: boolean;
}

/** A model that will probably be asked next: declared by an app, or learned. */
export interface Hint {
  model: ModelFacts;
  /** Others that may answer as well: while one of them is there, nothing is loaded early. */
  instead?: readonly ModelFacts[];
  /** Probability that it is asked within the next minute. */
  chance: number;
}

export interface PlanLimits {
  /** Milliseconds that a request may be overtaken by others; requests of the class `batch` four times that. */
  overtakeMs: number;
  /** Milliseconds after which a waiting request is refused. */
  refuseMs: number;
  /** Milliseconds after which an unused model is unloaded; 0 = never. */
  idleMs: number;
  /** Models that stay loaded at most; more only while all of them answer. */
  maxModels: number;
  /** Loads of at least so many seconds are bridged, and waits of that length for a load to begin, while {@link PlanState.sendable} lasts. */
  bridgeSeconds: number;
}

export interface PlanState {
  budgetBytes: number;
  /** Bytes that the machine can give now, beside what the models hold; absent: not known. */
  freeBytes?: number;
  models: readonly ResidentModel[];
  waiting: readonly PlanRequest[];
  hints: readonly Hint[];
  /** How often a model is expected to be asked in the next minutes; see `createForecast`. */
  usesPerSecond: (model: string) => number;
  /** Seconds that each app has used lately; the app with least goes first. */
  appSeconds: Readonly<Record<string, number>>;
  /** Requests that may be sent elsewhere now. */
  sendable: number;
  limits: PlanLimits;
}

export type Step =
  /** Answer it now: its model is ready and has a place. */
  | { do: 'serve'; request: number; model: string }
  /** Answer it elsewhere. */
  | { do: 'send'; request: number }
  | { do: 'refuse'; request: number; reason: 'never-fits' | 'waited-too-long' | 'machine-full' }
  /** Drop keys and values. */
  | { do: 'shrink'; model: string }
  /** Bring keys and values back. */
  | { do: 'restore'; model: string }
  | { do: 'unload'; model: string }
  /** `early`: nobody waits for it yet. */
  | { do: 'load'; model: string; early: boolean }
  /** Nothing else changes before this time (milliseconds since 1970), unless something happens. */
  | { do: 'wait'; until: number };

/** Bytes that a model holds now. */
export function heldBytes(model: ResidentModel): number {
  return model.facts.weightBytes + (model.shrunk ? 0 : model.facts.softBytes);
}
