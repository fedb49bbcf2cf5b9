import type { FinishReason, ModelRecord, Usage } from '../contract/index.ts';

/** One that may be asked: a model of this device, low-rank weights on one, or one more sample of it. */
export interface Member {
  /** `local/house`, and for one more sample `local/house#2`. */
  readonly name: string;
  readonly record: ModelRecord;
  /** The model that has to be in memory: the record, or what its low-rank weights belong on. */
  readonly base: ModelRecord;
  /** Chooses otherwise than the first sample of the same model. */
  readonly sample?: { readonly seed: number; readonly temperature: number };
}

/** What a member said. */
export interface Proposal {
  readonly member: Member;
  readonly text: string;
  /** The text as JSON; undefined: it is none. */
  readonly value: unknown;
  /** Probability that it is right, 0 to 1. */
  readonly confidence: number;
  readonly calibrated: boolean;
  /** It says that the request is none of its business. */
  readonly declined: boolean;
  /** Log-probability of all of it; 0 where the model does not tell. */
  readonly logprob: number;
  /** Mean log-probability of its tokens. */
  readonly fluency: number;
  /** `stop`: it ended by itself. */
  readonly finish: FinishReason;
  readonly usage: Usage;
  readonly durationMs: number;
}
