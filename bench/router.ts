// The router: who is sent to the strong model (GSM8K, MMLU), what a promised quality keeps, how honest the confidence is.
import { join, resolve } from 'node:path';
import { baselines, crossValidate, round } from './router/cross-validate.ts';
import { houseFigures } from './router/house-figures.ts';
import { gsm8kFigures, mmluFigures, unknown } from './router/public-sets.ts';
import { readOutcomes } from './router/read-outcomes.ts';

/** Prompts or groups below which folds say nothing. */
const FEWEST = 50;

/** Outcomes of the reader's own: 5-fold, the weak answer is read where there is one. */
function own(folder: string): Record<string, unknown> {
  const path = join(folder, 'outcomes.jsonl');
  const outcomes = readOutcomes(path);
  const keys = ['apgr', 'apgr_low', 'apgr_high', 'length_apgr', 'random_apgr', 'oracle_apgr'];
  if (!outcomes) return unknown(keys, `${path} is missing`);
  const gap = outcomes.reduce((sum, { weak, strong }) => sum + strong - weak, 0);
  const groups = new Set(outcomes.map(({ group }) => group)).size;
  const why =
    gap <= 0
      ? 'the strong model is not better than the weak one'
      : groups < FEWEST
        ? `fewer than ${FEWEST} different prompts or groups`
        : undefined;
  if (why !== undefined) return { ...unknown(keys, why), n: outcomes.length };
  const { apgr, interval } = crossValidate(outcomes, [0]);
  const { length, random, oracle } = baselines(outcomes);
  return {
    apgr: round(apgr),
    apgr_low: round(interval[0]),
    apgr_high: round(interval[1]),
    length_apgr: round(length),
    random_apgr: round(random),
    oracle_apgr: round(oracle),
    n: outcomes.length,
  };
}

/** Plays the public sets, or `outcomes.jsonl` of the folder `data`. */
export async function run(options: {
  data?: string;
  quick: boolean;
  full: boolean;
}): Promise<Record<string, unknown>> {
  if (options.data !== undefined) return own(resolve(options.data));
  const data = resolve(process.env['NEARMOST_DATA'] ?? resolve(import.meta.dirname, '../../shared/data'));
  const figures = {
    ...gsm8kFigures(data, options.quick),
    ...mmluFigures(data, options.quick),
    ...(await houseFigures(data, options.quick)),
  };
  const n = [figures['gsm8k_n'], figures['mmlu_n'], figures['confidence_n']];
  return { ...figures, n: n.reduce<number>((sum, count) => sum + Number(count ?? 0), 0) };
}
