import { BUCKETS, promptFacts, promptTerms, type Terms } from '../../../src/router/prompt-features.ts';
import { answerFeatures } from '../answer-features.ts';
import { apgr } from '../curve.ts';
import { crossFit, foldsOf } from '../folds.ts';
import type { Outcome } from '../outcomes.ts';
import { fitBoosted } from './boost.ts';
import { fitLogistic, standardiser } from './logistic.ts';
import { fitRidge } from './ridge.ts';
import { rarityOf, rowOf } from './terms.ts';

/** What a router sees of a prompt, and of the weak model's answer where there is one; and how it went. */
export interface Sample extends Outcome {
  readonly terms: Terms;
  readonly facts: Float64Array;
}

/** @param reads the weak answers too; one that is missing counts as empty */
export function sampleOf(outcome: Outcome, reads: boolean): Sample {
  const { prompt, answer = '' } = outcome;
  const facts = [...promptFacts(prompt), ...(reads ? answerFeatures(prompt, answer) : [])];
  return { ...outcome, terms: promptTerms(prompt), facts: Float64Array.from(facts) };
}

/** Higher: the strong model is more likely to do better than the weak one. */
export type Score = (sample: Sample) => number;
type Learner = (train: readonly Sample[]) => Score;

const gain = ({ weak, strong }: Outcome): number => strong - weak;

/** Words of the prompt: least squares. */
const words: Learner = (train) => {
  const rarity = rarityOf(train.map(({ terms }) => terms));
  const scale = standardiser(train.map(({ facts }) => facts));
  const row = ({ terms, facts }: Sample) => rowOf(terms, rarity, scale(facts), 0.05);
  const width = BUCKETS + (train[0]?.facts.length ?? 0);
  const score = fitRidge(train.map(row), train.map(gain), { l2: 3, width });
  return (sample) => score(row(sample));
};

/** Facts, one by one. */
const line: Learner = (train) => {
  const score = fitLogistic(
    train.map(({ facts }) => facts),
    train.map((sample) => Math.max(0, gain(sample))),
    { l2: 40 },
  );
  return ({ facts }) => 1 / (1 + Math.exp(-score(facts)));
};

/** Facts in pairs. */
const trees: Learner = (train) => {
  const options = { trees: 200, depth: 2, rate: 0.05, leaf: 8, rows: 0.6, columns: 0.5, seed: 1 };
  const score = fitBoosted(
    train.map(({ facts }) => facts),
    train.map(gain),
    options,
  );
  return ({ facts }) => score(facts);
};

const LEARNERS = [words, line, trees] as const;
/** Every choice of one or more learners, as bits. */
const CHOICES = Array.from({ length: 2 ** LEARNERS.length - 1 }, (_, i) => i + 1);
const FOLDS = 3;

const has = (choice: number, learner: number): boolean => (choice & (1 << learner)) !== 0;

/** A router of those learners whose sum orders the training prompts best when each third is scored by the others. */
export function learnRouter(train: readonly Sample[]): Score {
  const fold = foldsOf(
    train.map(({ group }) => group),
    FOLDS,
    1,
  );
  const parts = LEARNERS.map((learner) =>
    crossFit(fold, (rows) => {
      const score = learner(rows.map((i) => train[i] as Sample));
      return (i) => score(train[i] as Sample);
    }),
  );
  const worth = (choice: number): number =>
    apgr(
      train,
      train.map((_, i) => parts.reduce((sum, part, k) => sum + (has(choice, k) ? part[i]! : 0), 0)),
    );
  const best = CHOICES.map((choice) => ({ choice, worth: worth(choice) })).reduce((a, b) =>
    b.worth > a.worth ? b : a,
  );
  const scores = LEARNERS.filter((_, k) => has(best.choice, k)).map((learner) => learner(train));
  return (sample) => scores.reduce((sum, score) => sum + score(sample), 0);
}
