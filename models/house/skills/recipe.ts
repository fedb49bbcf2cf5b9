import type { LoraSettings } from '../../../src/learning/trainer/job.ts';
import type { Skill } from './tasks.ts';

/** What an adapter is trained with: generated rows, and the settings of the trainer. */
export interface SkillRecipe extends Omit<LoraSettings, 'seed'> {
  /** Generated rows; rows of real data come on top. */
  readonly rows: number;
}

const COMMON = { rank: 4, alpha: 16, rate: 6e-3, stepTokens: 1024, stored: 'F16' } as const;

export const SKILL_RECIPES: Readonly<Record<Skill, SkillRecipe>> = {
  title: { ...COMMON, rows: 6000, epochs: 1 },
  'private-spans': { ...COMMON, rows: 36_000, epochs: 1 },
  date: { ...COMMON, rows: 24_000, epochs: 1 },
};
