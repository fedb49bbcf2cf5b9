import type { ActionCost } from '../../ledger/economics.ts';
import { PRICE_LIST } from '../../ledger/prices.ts';
import { money, percent } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';
import { oneLine, wrap } from '../text.ts';

const SHOWN = 20;
const each = (usd: number | null): string => (usd === null ? '–' : money(usd * 1000));

/** Costs by action as a table, the most frequent first. */
export function actionTable(actions: readonly ActionCost[], paint: Paint, columns: number): string {
  const shown = actions.slice(0, SHOWN);
  const table = renderTable(
    [
      { title: 'app', flexible: true },
      { title: 'action', flexible: true, paint: paint.bold },
      { title: 'task' },
      { title: 'requests', right: true },
      { title: 'here', right: true },
      { title: 'cost', right: true },
      { title: 'cloud only', right: true },
      { title: 'per 1,000', right: true },
    ],
    shown.map((action) => [
      oneLine(action.app),
      oneLine(action.action),
      action.task,
      action.requests.toLocaleString('en-GB'),
      action.localShare === null ? '–' : percent(action.localShare),
      money(action.cost.total),
      action.cloudOnlyUsd === null ? '–' : money(action.cloudOnlyUsd),
      each(action.unitUsd),
    ]),
    paint,
    columns,
  );
  const more = actions.length - shown.length;
  return more > 0 ? `${table}\n${paint.dim(`and ${more} more (--json lists all)`)}` : table;
}

/** What each action costs, for people. @param period in words */
export function renderActions(
  actions: readonly ActionCost[],
  counterfactual: string,
  period: string,
  paint: Paint,
  columns: number,
): string {
  const unpriced = actions.reduce((sum, action) => sum + action.unpriced, 0);
  const notes = [
    `Estimated: providers by list prices of ${PRICE_LIST.date} (${PRICE_LIST.source}), this device by electricity and wear (nearmost economics shows and changes the inputs). Cloud only: the same answers with ${counterfactual}.`,
    ...(unpriced === 0 ? [] : [`Without ${unpriced} cloud answers that have no known price.`]),
  ];
  return [
    `${paint.bold('Cost by action')} ${paint.dim(period)}`,
    '',
    actionTable(actions, paint, columns),
    '',
    ...notes.map((note) => paint.dim(wrap(note, columns))),
  ].join('\n');
}
