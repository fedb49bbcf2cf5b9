import type { SkillEvent } from './learning.ts';
import type { LedgerEntry } from './ledger.ts';
import type { LinkStatus } from './link.ts';
import type { Candidate } from './route.ts';

/** What happens inside, as values; `runtime.events` gives them to the console and the log. */
export type RuntimeEvent =
  | { type: 'request-start'; requestId: string; app: string; model: string; at: number }
  | { type: 'attempt'; requestId: string; candidate: Candidate; at: number }
  /** A request waits for the link to others; and goes on. */
  | { type: 'waiting'; requestId: string; why: string; at: number }
  | { type: 'resumed'; requestId: string; waitedMs: number; at: number }
  | { type: 'request-end'; entry: LedgerEntry; at: number }
  | { type: 'skill'; skill: string; event: SkillEvent; at: number }
  /** The way from this device to others is lost, back, slow, or another's. */
  | { type: 'link'; status: LinkStatus; at: number }
  | { type: 'model-load'; model: string; at: number }
  | { type: 'model-ready'; model: string; loadMs: number; at: number }
  /** Keys, values and working memory were given back; the weights stay. */
  | { type: 'model-shrink'; model: string; freedBytes: number; at: number }
  /** They are there again. */
  | { type: 'model-restore'; model: string; restoreMs: number; at: number }
  | { type: 'model-exit'; model: string; expected: boolean; detail: string; at: number };
