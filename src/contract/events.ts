import type { SkillEvent } from './learning.ts';
import type { LedgerEntry } from './ledger.ts';
import type { LinkStatus } from './link.ts';
import type { PullStatus } from './owner-pulls.ts';
import type { SkillWork } from './owner-skills.ts';
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
  /** A model is on its way to this device. */
  | { type: 'pull'; pull: PullStatus; at: number }
  /** Long work on a skill is further, or ended. */
  | { type: 'skill-work'; work: SkillWork; at: number }
  /** `why`, here and below: in words for a person. */
  | { type: 'model-load'; model: string; why?: string; at: number }
  | { type: 'model-ready'; model: string; loadMs: number; at: number }
  /** Keys, values and working memory were given back; the weights stay. */
  | { type: 'model-shrink'; model: string; freedBytes: number; why?: string; at: number }
  /** They are there again. */
  | { type: 'model-restore'; model: string; restoreMs: number; at: number }
  | { type: 'model-exit'; model: string; expected: boolean; detail: string; why?: string; at: number };
