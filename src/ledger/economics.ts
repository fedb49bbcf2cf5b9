import { addAction, emptyAction, isOwn, type ActionSums, type Actions } from './actions.ts';
import type { EconomicInputs } from './economics-inputs.ts';

/** What something cost, in US dollars. Electricity and hardware are estimates from the inputs. */
interface Cost {
  cloud: number;
  electricity: number;
  hardware: number;
  total: number;
}

export interface ActionCost {
  app: string;
  action: string;
  kind: ActionSums['kind'];
  task: string;
  requests: number;
  answered: number;
  /** 0 to 1; null: nothing was answered. */
  localShare: number | null;
  cost: Cost;
  /** What the same answers would have cost with the owner's cloud model alone; null: not known of all of them. */
  cloudOnlyUsd: number | null;
  /** For one answer; null: nothing was answered. */
  unitUsd: number | null;
  cloudOnlyUnitUsd: number | null;
  /** Cloud answers without a known price: they are in no figure. */
  unpriced: number;
}

const MS_PER_HOUR = 3_600_000;
const DAYS_PER_YEAR = 365.25;

/** What an hour of local answering costs, in US dollars. Pure. */
export function localHour({ electricity, power, hardware, life, use }: EconomicInputs): {
  electricity: number;
  hardware: number;
} {
  return {
    electricity: (power.value / 1000) * electricity.value,
    hardware: hardware.value / (life.value * DAYS_PER_YEAR * use.value),
  };
}

function costOf(action: ActionSums, inputs: EconomicInputs): Cost {
  const hours = action.localMs / MS_PER_HOUR;
  const hour = localHour(inputs);
  const cost = {
    cloud: action.costUsd,
    electricity: hours * hour.electricity,
    hardware: hours * hour.hardware,
  };
  return { ...cost, total: cost.cloud + cost.electricity + cost.hardware };
}

/** What one action cost, in all and for one answer. Pure. */
export function actionCost(sums: ActionSums, inputs: EconomicInputs): ActionCost {
  const { app, action, kind, task, requests, answered, answeredLocally, unpriced } = sums;
  const cost = costOf(sums, inputs);
  const cloudOnlyUsd = sums.counterfactualKnown === answered ? sums.counterfactualUsd : null;
  const each = (usd: number | null): number | null =>
    usd === null || answered === 0 ? null : usd / answered;
  return {
    app,
    action,
    kind,
    task,
    requests,
    answered,
    localShare: answered === 0 ? null : answeredLocally / answered,
    cost,
    cloudOnlyUsd,
    unitUsd: each(cost.total),
    cloudOnlyUnitUsd: each(cloudOnlyUsd),
    unpriced,
  };
}

/** Sums over actions of people; what the learning loop spent is a cost of theirs. */
export function totalOf(actions: readonly ActionSums[]): ActionSums {
  let total = emptyAction({ app: 'all', action: 'all', kind: 'model', task: 'all' });
  for (const action of actions)
    total = addAction(
      total,
      isOwn(action)
        ? {
            ...emptyAction(action),
            costUsd: action.costUsd,
            localMs: action.localMs,
            unpriced: action.unpriced,
          }
        : action,
    );
  return total;
}

const MS_PER_MONTH = (DAYS_PER_YEAR / 12) * 86_400_000;

/** Months between the first and the last request; null: less than a day, which says nothing of a month. */
export function monthsOf({ from, to }: Pick<Actions, 'from' | 'to'>): number | null {
  if (from === null || to === null || to - from < 86_400_000) return null;
  return (to - from) / MS_PER_MONTH;
}
