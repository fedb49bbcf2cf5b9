import type { LoadedModel } from '../contract/index.ts';

/** The right to use a loaded model: it stays loaded until `release`. */
export interface Lease {
  model: LoadedModel;
  release(): void;
}

/** Who asks for a model. */
export interface LeaseFor {
  /** Default `default`. */
  app?: string;
  /** `batch` waits for what is interactive. Default `interactive`. */
  priority?: 'interactive' | 'batch';
  /** The request on whose behalf it is asked: while it holds one model it does not wait for the memory of others. */
  requestId?: string;
  /** It may be answered elsewhere while the model is not there: then the lease rejects, see `isBridged`. Default false. */
  mayLeave?: boolean;
  /** The owner wants it in memory; nobody asks it yet. Default false. */
  byOwner?: boolean;
  /** File of the low-rank weights that will be used. */
  adapter?: string;
}
