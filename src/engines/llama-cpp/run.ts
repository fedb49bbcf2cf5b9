import type { Adapter } from './adapters.ts';
import type { NativeGrammar, SamplerConfig } from './native.ts';
import type { Chosen } from './score.ts';

/** What happens after a token; empty: go on. */
export interface Verdict {
  stop?: boolean;
  /** These tokens come next, whatever the model would choose. */
  force?: readonly number[];
  /** From here on this grammar holds. */
  grammar?: NativeGrammar;
}

/** One choice to be generated. */
export interface Run {
  prompt: readonly number[];
  /** Absent: the model as it is. */
  adapter?: Adapter | undefined;
  /** These tokens come, whatever the model would choose: they are only scored. */
  expected?: readonly number[];
  /** Whether its sequence may be saved when the model is unloaded. */
  keep?: boolean;
  sampler: SamplerConfig;
  grammar?: NativeGrammar;
  /** Alternatives to report with each token. */
  top: number;
  maxTokens: number;
  /** Runs of one group share their prompt: the others wait until the first has computed it. */
  group?: { leader?: Run; ready?: boolean };
  onStart(cached: number): void;
  onToken(chosen: Chosen): Verdict;
  /** `stop`: the model ended or a verdict said so; `length`: no room or no tokens left. */
  onEnd(reason: 'stop' | 'length'): void;
  onError(error: unknown): void;
}

/** Runs of one group may share a batch and what is cached: those with the same adapter. Empty: the model as it is. */
export const groupOf = (run: Pick<Run, 'adapter'>): string => run.adapter?.key ?? '';
