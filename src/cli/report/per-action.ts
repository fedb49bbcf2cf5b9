import type { Period } from '../../ledger/aggregate.ts';
import { actionCost } from '../../ledger/economics.ts';
import { statedInputs } from '../../ledger/economics-inputs.ts';
import { PRICE_LIST } from '../../ledger/prices.ts';
import type { Cli } from '../context.ts';
import { homeOf } from '../home-of.ts';
import { settingsOf } from '../settings-of.ts';
import { renderActions } from '../views/actions.ts';
import { actionsOf } from './actions-of.ts';

/** What each action of an app costs, in all and a time. */
export async function reportPerAction(cli: Cli, period: Period, words: string): Promise<void> {
  const { counterfactual } = (await settingsOf(cli, homeOf(cli))).ledger;
  const { actions } = await actionsOf(cli, period);
  const inputs = statedInputs({});
  const costs = actions.map((action) => actionCost(action, inputs));
  cli.result({
    since: period.since === undefined ? null : new Date(period.since).toISOString(),
    app: period.app ?? null,
    method: 'estimated',
    counterfactual,
    prices: PRICE_LIST,
    inputs,
    actions: costs,
  });
  if (costs.length === 0)
    cli.say('No request has been answered yet. Ask something: nearmost run "wake me at 6:30"');
  else cli.say(renderActions(costs, counterfactual, words, cli.paint, cli.columns));
}
