import type { Owner, Runtime, Settings } from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { Sessions } from './console/sessions.ts';

/** What only the owner of the process can do, given as functions so that the server knows no command line. */
export interface Control {
  /** Ends the process (or whatever holds the server). Default: the server alone closes. */
  shutdown?: () => void | Promise<void>;
  /** More facts for `GET /admin/status`, under `more`; they must hold no secrets. */
  status?: () => Record<string, unknown> | Promise<Record<string, unknown>>;
}

/** What every handler may use; one for each server. */
export interface ServerContext {
  readonly runtime: Runtime;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly control: Control;
  readonly sessions: Sessions;
  /** Undefined where a program serves a runtime by itself. */
  readonly owner: Owner | undefined;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Address of the running server. */
  url: string;
  /** Aborted as soon as the server is on its way out. */
  readonly stopping: AbortSignal;
  /** Closes the server, gracefully. */
  close: () => Promise<void>;
}
