import type { GrowthPlan, Runtime } from '../../contract/index.ts';

/** Newest requests of an app that are looked at. */
const LOOK_AT = 200;
/** A list of twenty new requests costs about as much as ten answers: half a one for each. */
const LIST_PART = 0.5;

/** What growing a skill would ask and cost, by what the last answers of its teacher to this app cost. */
export function growthPlan(
  { learning, entries }: Pick<Runtime, 'learning' | 'entries'>,
  id: string,
): GrowthPlan {
  const outlook = learning.growth(id);
  const { teacher, times } = outlook;
  if (teacher.startsWith('local/')) return { ...outlook, usdPerExample: 0, answers: 0 };
  const answers = entries({ app: learning.skill(id).app, limit: LOOK_AT }).filter(
    ({ model, status }) => model === teacher && status === 'ok',
  );
  const costs = answers.flatMap(({ costUsd }) => costUsd ?? []);
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  return {
    ...outlook,
    usdPerExample: costs.length === 0 ? null : mean * (times + LIST_PART),
    answers: answers.length,
  };
}
