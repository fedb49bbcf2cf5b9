import type { LoraSettings } from '../../../src/learning/trainer/job.ts';

/** Order in which an answer names its slots. What was written binds what follows, so another order errs in other places. */
export type SlotOrder = 'text' | 'reversed';

/** What a variant of the house model is trained with: the same jobs, another draw of rows, another order of writing. */
export interface VariantRecipe extends LoraSettings {
  readonly order: SlotOrder;
  /** Number of the epoch whose rows are drawn: beyond those that the base was trained on. */
  readonly epoch: number;
  /** Share of its rows that is trained on: of SNIPS (each row is there four times, varied), and of all others. */
  readonly share: { readonly snips: number; readonly others: number };
}

const COMMON = {
  rank: 12,
  alpha: 24,
  rate: 4e-3,
  epochs: 1,
  stepTokens: 1024,
  stored: 'F16',
  // as much is learned from these three as from all seven, at a quarter of the time that a token costs more
  matrices: ['attn_v', 'attn_output', 'ffn_down'],
  share: { snips: 0.5, others: 0.2 },
} as const;

export const VARIANTS: Readonly<Record<string, VariantRecipe>> = {
  reversed: { ...COMMON, seed: 20261131, order: 'reversed', epoch: 101 },
  redrawn: { ...COMMON, seed: 20261133, order: 'text', epoch: 103 },
};
