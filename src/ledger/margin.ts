import { actionCost } from './economics.ts';
import type { ActionSums } from './actions.ts';
import type { EconomicInputs } from './economics-inputs.ts';

/** What an answer costs here and elsewhere, in US dollars; null: none was seen and nothing is known. */
export interface AnswerCosts {
  /** Electricity and hardware of an answer from this device. */
  local: number | null;
  /** An answer from a provider; where none was paid for, what local ones would have cost there. */
  cloud: number | null;
  cloudFrom: 'paid' | 'counterfactual' | 'unknown';
}

/** The mean cost of an answer, by place. @param actions all of them together */
export function answerCosts(actions: ActionSums, inputs: EconomicInputs): AnswerCosts {
  const { answered, answeredLocally, unpriced, costUsd, counterfactualUsd, counterfactualKnown } = actions;
  const { cost } = actionCost(actions, inputs);
  const local = answeredLocally === 0 ? null : (cost.electricity + cost.hardware) / answeredLocally;
  const paid = answered - answeredLocally - unpriced;
  if (paid > 0) return { local, cloud: costUsd / paid, cloudFrom: 'paid' };
  if (counterfactualKnown > 0)
    return { local, cloud: counterfactualUsd / counterfactualKnown, cloudFrom: 'counterfactual' };
  return { local, cloud: null, cloudFrom: 'unknown' };
}

export interface SeatPlan {
  /** US dollars a seat pays a month. */
  priceUsd: number;
  /** Answers a seat takes a month. */
  volume: number;
  /** 0 to 1. */
  localShare: number;
}

export interface Margin extends SeatPlan {
  costUsd: number;
  marginUsd: number;
  /** Of the price; null: the seat is free. */
  marginShare: number | null;
  /** Answers a month at which the seat pays for itself exactly; null: it always does. */
  breakEven: number | null;
}

/**
 * What is left of a seat's price for a month. Pure.
 * @example margin({ local: 0.0001, cloud: 0.002 }, { priceUsd: 5, volume: 1000, localShare: 0.95 }).marginUsd // 4.805
 */
export function margin({ local, cloud }: { local: number; cloud: number }, plan: SeatPlan): Margin {
  const { priceUsd, volume, localShare } = plan;
  const each = localShare * local + (1 - localShare) * cloud;
  const costUsd = volume * each;
  const marginUsd = priceUsd - costUsd;
  return {
    ...plan,
    costUsd,
    marginUsd,
    marginShare: priceUsd === 0 ? null : marginUsd / priceUsd,
    breakEven: each === 0 ? null : priceUsd / each,
  };
}
