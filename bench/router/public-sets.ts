import { createRandom, shuffled } from '../../src/kit/random.ts';
import { baselines, crossValidate, round } from './cross-validate.ts';
import { apgr, mean } from './curve.ts';
import { learnRouter, sampleOf } from './learn/router.ts';
import { readGsm8k, readMmlu, type Outcome } from './outcomes.ts';

type Figures = Record<string, unknown>;

/** `null` figures with one reason. */
export const unknown = (keys: readonly string[], why: string): Figures =>
  Object.fromEntries(
    keys.flatMap((key) => [
      [key, null],
      [`${key}_why`, why],
    ]),
  );

const SOURCE = 'RouteLLM outcomes, Apache-2.0, github.com/lm-sys/RouteLLM';

/** The weak model answers first, its answer is read: GSM8K as graded by RouteLLM, and graded again from the answers. */
export function gsm8kFigures(data: string, quick: boolean): Figures {
  const found = readGsm8k(data, false);
  const again = readGsm8k(data, true);
  const seeds = quick ? [0] : [0, 1, 2];
  const missing = `${data}/router/gsm8k is missing: ${SOURCE}`;
  const noGold = `${data}/gsm8k/test.jsonl is missing: GSM8K, MIT, github.com/openai/grade-school-math`;
  const figures = (outcomes: readonly Outcome[], key: string): Figures => {
    const { apgr: value, interval } = crossValidate(outcomes, seeds);
    const { length, oracle } = baselines(outcomes);
    return {
      [`${key}_apgr`]: round(value),
      [`${key}_apgr_low`]: round(interval[0]),
      [`${key}_apgr_high`]: round(interval[1]),
      [`${key}_length_apgr`]: round(length),
      [`${key}_oracle_apgr`]: round(oracle),
    };
  };
  const keys = (key: string): string[] => [`${key}_apgr`, `${key}_apgr_low`, `${key}_apgr_high`];
  return {
    ...(found ? figures(found, 'gsm8k') : unknown(keys('gsm8k'), missing)),
    ...(again ? figures(again, 'gsm8k_regraded') : unknown(keys('gsm8k_regraded'), found ? noGold : missing)),
    gsm8k_n: found?.length ?? 0,
  };
}

const LABELS = 1500;
const QUICK_TESTS = 3000;

/** Prompts alone, 1,500 of them with labels; tested on all others. */
export function mmluFigures(data: string, quick: boolean): Figures {
  const outcomes = readMmlu(data);
  if (!outcomes)
    return unknown(
      ['mmlu_apgr', 'length_apgr', 'random_apgr', 'oracle_apgr'],
      `${data}/router/mmlu is missing: ${SOURCE}`,
    );
  const some = quick ? shuffled(createRandom(0), outcomes).slice(0, LABELS + QUICK_TESTS) : outcomes;
  const samples = some.map((outcome) => sampleOf(outcome, false));
  const found = Array.from({ length: quick ? 2 : 10 }, (_, i) => {
    const order = shuffled(createRandom(i + 1), samples);
    const train = order.slice(0, LABELS);
    const known = new Set(train.map(({ group }) => group));
    const test = order.slice(LABELS).filter(({ group }) => !known.has(group));
    const score = learnRouter(train);
    return apgr(test, test.map(score));
  });
  const { length, random, oracle } = baselines(outcomes);
  return {
    mmlu_apgr: round(mean(found)),
    mmlu_apgr_range: [round(Math.min(...found)), round(Math.max(...found))],
    mmlu_n: some.length,
    length_apgr: round(length),
    random_apgr: round(random),
    oracle_apgr: round(oracle),
  };
}
