import { createRandom } from '../../src/kit/random.ts';
import { apgr, apgrInterval, mean } from './curve.ts';
import { crossFit, foldsOf } from './folds.ts';
import { learnRouter, sampleOf } from './learn/router.ts';
import type { Outcome } from './outcomes.ts';

const FOLDS = 5;
const ROUNDS = 400;

export const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** What any router must be compared with: prompt length, chance, and knowing both models' results. */
export function baselines(outcomes: readonly Outcome[]): { length: number; random: number; oracle: number } {
  const draws = Array.from({ length: 20 }, (_, seed) => {
    const random = createRandom(seed, 0xd1ce);
    return apgr(
      outcomes,
      outcomes.map(() => random()),
    );
  });
  const random = createRandom(7);
  return {
    length: apgr(
      outcomes,
      outcomes.map(({ prompt }, i) => prompt.length + 1e-6 * i),
    ),
    random: mean(draws),
    // Equal gains in random order.
    oracle: apgr(
      outcomes,
      outcomes.map(({ weak, strong }) => strong - weak + 1e-6 * random()),
    ),
  };
}

/**
 * The router's figure by 5-fold cross-validation: the mean over `seeds` ways of folding, and a 95 % interval over prompts.
 * Everything that is learned or chosen sees the training folds alone.
 */
export function crossValidate(
  outcomes: readonly Outcome[],
  seeds: readonly number[],
): { apgr: number; interval: [number, number] } {
  const reads = outcomes.some(({ answer }) => answer !== undefined);
  const samples = outcomes.map((outcome) => sampleOf(outcome, reads));
  const groups = outcomes.map(({ group }) => group);
  const scores = seeds.map((seed) =>
    crossFit(foldsOf(groups, FOLDS, seed), (train) => {
      const score = learnRouter(train.flatMap((i) => samples[i] ?? []));
      return (i) => score(samples[i]!);
    }),
  );
  return {
    apgr: mean(scores.map((each) => apgr(outcomes, each))),
    interval: apgrInterval(outcomes, scores, ROUNDS),
  };
}
