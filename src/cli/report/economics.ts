import type { Period } from '../../ledger/aggregate.ts';
import { actionCost, localHour, monthsOf, totalOf, type ActionCost } from '../../ledger/economics.ts';
import { statedInputs, type EconomicInputs, type Input } from '../../ledger/economics-inputs.ts';
import { answerCosts, margin, type AnswerCosts, type Margin } from '../../ledger/margin.ts';
import { PRICE_LIST } from '../../ledger/prices.ts';
import type { Cli } from '../context.ts';
import { homeOf } from '../home-of.ts';
import { settingsOf } from '../settings-of.ts';
import { actionsOf } from './actions-of.ts';

/** Everything that `nearmost economics` shows. Money in US dollars. */
export interface Economics {
  inputs: EconomicInputs;
  prices: { source: string; date: string };
  /** The owner's cloud model, for what answers would have cost there. */
  counterfactual: string;
  /** What an hour of answering on this device costs. */
  localHour: { electricity: number; hardware: number };
  all: ActionCost;
  actions: ActionCost[];
  answers: AnswerCosts;
  /** Between the first request and the last; null: less than a day. */
  months: number | null;
  seat: {
    seats: Input | null;
    /** A seat and a month; null: not known. */
    costUsd: number | null;
    volume: Input | null;
    localShare: Input | null;
    /** At the local share above, with none and with all answers from the cloud; empty: no price was stated. */
    margins: Margin[];
    /** Why something is not known. */
    missing: string[];
  };
}

const stated = (value: number, unit: string): Input => ({ value, unit, source: 'stated by you' });
const seen = (value: number, unit: string): Input => ({ value, unit, source: 'seen in the ledger' });

function seatOf(
  all: ActionCost,
  answers: AnswerCosts,
  months: number | null,
  number: (name: string) => number | undefined,
): Economics['seat'] {
  const [seats, price] = [number('seats'), number('price')];
  const [volume, share] = [number('volume'), number('localShare')];
  const perMonth = seats === undefined || months === null ? null : 1 / (seats * months);
  const volumeInput =
    volume !== undefined
      ? stated(volume, 'answers a seat and month')
      : perMonth === null
        ? null
        : seen(all.answered * perMonth, 'answers a seat and month');
  const shareInput =
    share !== undefined
      ? stated(share, 'share')
      : all.localShare === null
        ? null
        : seen(all.localShare, 'share');
  const missing = [
    ...(seats !== undefined && months === null
      ? ['the ledger holds less than a day of requests, which says nothing of a month']
      : []),
    ...(price !== undefined && volumeInput === null
      ? [`state --volume${seats === undefined ? ', or --seats' : ''}`]
      : []),
    ...(price !== undefined && answers.cloud === null ? ['no price of a cloud answer is known'] : []),
  ];
  const margins: Margin[] = [];
  const { cloud, local } = answers;
  if (price !== undefined && volumeInput && shareInput && cloud !== null) {
    const shares = [...new Set([shareInput.value, 0, 1])];
    for (const localShare of shares)
      if (local !== null || localShare === 0)
        margins.push(
          margin({ local: local ?? 0, cloud }, { priceUsd: price, volume: volumeInput.value, localShare }),
        );
  }
  return {
    seats: seats === undefined ? null : stated(seats, 'seats'),
    costUsd: perMonth === null ? null : all.cost.total * perMonth,
    volume: volumeInput,
    localShare: shareInput,
    margins,
    missing,
  };
}

/** Works out unit costs, seats and margins from the ledger. @param number a stated option by name */
export async function withEconomics(
  cli: Cli,
  period: Period,
  number: (name: string) => number | undefined,
): Promise<Economics> {
  const { counterfactual } = (await settingsOf(cli, homeOf(cli))).ledger;
  const found = await actionsOf(cli, period);
  const names = ['electricity', 'power', 'hardware', 'life', 'use'] as const;
  const inputs = statedInputs(
    Object.fromEntries(names.flatMap((name) => (number(name) === undefined ? [] : [[name, number(name)]]))),
  );
  const total = totalOf(found.actions);
  const all = actionCost(total, inputs);
  const answers = answerCosts(total, inputs);
  const months = monthsOf(found);
  return {
    inputs,
    prices: PRICE_LIST,
    counterfactual,
    localHour: localHour(inputs),
    all,
    actions: found.actions.map((action) => actionCost(action, inputs)),
    answers,
    months,
    seat: seatOf(all, answers, months, number),
  };
}
