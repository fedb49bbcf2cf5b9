import type { Egress, LedgerEntry, ModelRecord, RuntimeEvent, Settings, Usage } from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { Budget } from '../ledger/budget.ts';
import type { Pool } from '../memory/pool.ts';
import type { Calibrations } from './calibration/table.ts';
import type { LocalOption } from './decide.ts';
import type { Health } from './calls/health.ts';
import type { Market } from './market/create-market.ts';
import type { Hedges } from './calls/hedge.ts';
import type { CloudHandle } from './calls/open.ts';
import type { WaitingRoom } from './connectivity/waiting-room.ts';
import type { Opinion, Said } from './answer/second-opinion.ts';
import type { Skills } from './skills.ts';
import type { Targets } from './targets/targets.ts';

/** What the router works with; all of it is handed in. */
export interface RouterDeps {
  settings: Settings;
  clock: Clock;
  pool: Pool;
  health: Health;
  market: Market;
  hedges: Hedges;
  egress: Egress;
  ledger: { record(entry: LedgerEntry): Promise<void> };
  budget: Pick<Budget, 'applies' | 'reached' | 'reserve'>;
  /** Bytes of request content that left under this id; asked once, at the end. */
  takeEgressBytes: (requestId: string) => number;
  /** US dollars of a model's tokens; null: no price known. */
  price: (model: string, usage: Usage) => number | null | Promise<number | null>;
  skills: Skills;
  /** What a model's second opinions think of its answer to a text; undefined: nothing. */
  secondOpinion?: (record: ModelRecord, text: string, said: Said) => Opinion | undefined;
  /** What judged answers taught about confidences; absent: nothing. */
  calibrations?: Pick<Calibrations, 'of'>;
  /** From which confidence on local answers of an app are served; absent: as the settings say. */
  targets?: Pick<Targets, 'threshold'>;
  /** Threads that models of this device use together; absent: one. */
  threads?: number;
  locals: () => LocalOption[];
  /** Every provider that exists or is configured and not disabled. */
  handles: () => CloudHandle[];
  /** Why a local model that is known cannot be used now; undefined: it is not known. */
  problem: (id: string) => { message: string; hint: string } | undefined;
  /** Why nothing may be sent for now, such as a ledger that cannot be written; undefined: it may. */
  sealed: () => string | undefined;
  /** Where requests wait while the link is gone; absent: none does. */
  waiting?: {
    room: WaitingRoom;
    /** Why the link is gone; undefined: it is not. */
    lost: () => string | undefined;
  };
  emit: (event: RuntimeEvent) => void;
}
