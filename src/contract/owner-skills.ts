import type { Grown, GrowthOutlook, RetargetBase, StudentSummary } from './learning.ts';

/** Long work on a skill, as it is asked for. */
export type SkillTask =
  | { readonly do: 'train' }
  /** The teacher writes examples; with `train` the small models are trained and tested afterwards. */
  | { readonly do: 'grow'; readonly count: number; readonly budgetUsd: number; readonly train: boolean }
  /** `base`: id of a local model. */
  | { readonly do: 'retarget'; readonly base: string };

/** Long work on a skill: under way, or how it ended. */
export interface SkillWork {
  readonly skill: string;
  readonly task: SkillTask;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  /** How far it is. */
  readonly words: string;
  /** How much of it is done, 0 to 1; null: not known. */
  readonly share: number | null;
  /** Students that were trained, with what the gate said. */
  readonly students: readonly StudentSummary[];
  /** What the teacher wrote; null: nothing was asked of it, or it is still at it. */
  readonly grown: Grown | null;
  /** Of a failure, in words. */
  readonly problem: { readonly code: string; readonly message: string; readonly hint: string } | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** What growing would ask and cost. */
export interface GrowthPlan extends GrowthOutlook {
  /** US dollars for one example, by what its last answers cost; null: no price is known. */
  readonly usdPerExample: number | null;
  /** Answers that this stands on. */
  readonly answers: number;
}

/** Long work on skills; it goes on when nobody looks. One work at a time for a skill. */
export interface OwnerSkills {
  /** Newest first; those that ended stay for an hour. */
  works(): SkillWork[];
  /** Begins; the ids of skills may be cut short. @throws NearmostError `invalid_request` while another is under way; `not_found` */
  begin(id: string, task: SkillTask): SkillWork;
  /** Ends it; what was reached is kept. @throws NearmostError `not_found` */
  stop(id: string): Promise<SkillWork>;
  /** @throws NearmostError as {@link Learning.growth} */
  plan(id: string): GrowthPlan;
  /** @throws NearmostError as {@link Learning.bases} */
  bases(id: string): RetargetBase[];
}
