import { money, percent } from '../format.ts';
import type { Paint } from '../paint.ts';
import type { Economics } from '../report/economics.ts';
import { renderPairs, renderTable } from '../table.ts';
import { wrap } from '../text.ts';
import { actionTable } from './actions.ts';

const number = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: 1 });

/** Sources are told whole: they say what the figures are worth. */
function inputPairs({ inputs }: Economics, paint: Paint, columns: number): string {
  return renderPairs(
    Object.entries(inputs).map(([name, { value, unit, source }]) => [name, `${value} ${unit}: ${source}`]),
    paint,
    columns,
  );
}

function marginTable({ seat }: Economics, paint: Paint, columns: number): string {
  return renderTable(
    [
      { title: 'answered here', right: true },
      { title: 'price', right: true },
      { title: 'answers', right: true },
      { title: 'cost', right: true },
      { title: 'margin', right: true, paint: paint.bold },
      { title: 'of price', right: true },
      { title: 'break-even', right: true },
    ],
    seat.margins.map((one) => [
      percent(one.localShare),
      money(one.priceUsd),
      number(one.volume),
      money(one.costUsd),
      one.marginUsd < 0 ? `-${money(-one.marginUsd)}` : money(one.marginUsd),
      one.marginShare === null ? '–' : `${(one.marginShare * 100).toFixed(1)} %`,
      one.breakEven === null ? 'always' : number(Math.floor(one.breakEven)),
    ]),
    paint,
    columns,
  );
}

function seatPairs({ seat, months, all }: Economics): [string, string][] {
  const pairs: [string, string][] = [];
  if (seat.costUsd !== null && seat.seats && months !== null)
    pairs.push([
      'a seat, a month',
      `${money(seat.costUsd)} (${money(all.cost.total)} over ${seat.seats.value} seats and ${months.toFixed(1)} months)`,
    ]);
  if (seat.volume && seat.margins.length > 0)
    pairs.push(['answers a seat', `${number(seat.volume.value)} a month (${seat.volume.source})`]);
  if (seat.localShare && seat.margins.length > 0)
    pairs.push(['local share', `${percent(seat.localShare.value)} (${seat.localShare.source})`]);
  for (const words of seat.missing) pairs.push(['not known', words]);
  return pairs;
}

/** Unit costs, seats and margins, for people. @param period in words */
export function renderEconomics(economics: Economics, period: string, paint: Paint, columns: number): string {
  const { all, answers, localHour, counterfactual, prices } = economics;
  const { cloud, electricity, hardware, total } = all.cost;
  const cloudWords = {
    paid: '',
    counterfactual: ` (none was paid for: price of ${counterfactual})`,
    unknown: '',
  }[answers.cloudFrom];
  const pairs: [string, string][] = [
    [
      'cost',
      `${money(total)}: providers ${money(cloud)}, electricity ${money(electricity)}, hardware ${money(hardware)}`,
    ],
    [
      'cloud only',
      all.cloudOnlyUsd === null
        ? 'not known of all answers'
        : `${money(all.cloudOnlyUsd)} with ${counterfactual}`,
    ],
    ['an answer here', answers.local === null ? '–' : money(answers.local)],
    ['in the cloud', answers.cloud === null ? '–' : `${money(answers.cloud)}${cloudWords}`],
    ['an hour here', `${money(localHour.electricity)} electricity, ${money(localHour.hardware)} hardware`],
  ];
  const seat = seatPairs(economics);
  return [
    `${paint.bold('Economics')} ${paint.dim(period)}`,
    '',
    renderPairs(pairs, paint, columns),
    '',
    actionTable(economics.actions, paint, columns),
    ...(seat.length > 0 ? ['', renderPairs(seat, paint, columns)] : []),
    ...(economics.seat.margins.length > 0 ? ['', marginTable(economics, paint, columns)] : []),
    '',
    inputPairs(economics, paint, columns),
    '',
    paint.dim(
      wrap(
        `Estimated. Providers by list prices of ${prices.date} (${prices.source}); time of answers that ran side by side counts for each, so this device is rather charged too much. Every input can be stated: nearmost economics --help`,
        columns,
      ),
    ),
  ].join('\n');
}
