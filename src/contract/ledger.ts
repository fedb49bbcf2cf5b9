import type { ErrorCode } from './errors.ts';
import type { Place, RouteInfo, Task } from './route.ts';

/** One row: what ran where, why, how long, what it cost, what left. */
export interface LedgerEntry extends RouteInfo {
  /** Milliseconds since 1970. */
  at: number;
  app: string;
  task: Task;
  /** As asked. */
  requestedModel: string;
  status: 'ok' | 'error' | 'cancelled';
  error: ErrorCode | null;
  inputTokens: number | null;
  cachedInputTokens: number | null;
  outputTokens: number | null;
  ttftMs: number | null;
  durationMs: number;
  /** What the same tokens would have cost with the owner's cloud model; null: no price known. */
  counterfactualUsd: number | null;
  /** Bytes of request content that left the device. */
  egressBytes: number;
}

/** Which rows of the ledger, newest first. */
export interface LedgerQuery {
  /** Default 50, at most 1,000. */
  limit?: number;
  /** Request id: only rows stored before it. */
  before?: string;
  app?: string;
  /** Where they ended. */
  place?: Place;
  /** `handed_over`: moved on from its first try, whatever came of it. */
  outcome?: 'answered' | 'handed_over' | 'error' | 'cancelled';
}
