import type { CapView, Figure, MarketView, OfferView, ProviderView, TimeView } from '../../contract/index.ts';
import { oldPrices } from '../../ledger/prices.ts';
import { ago, duration, money, percent } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderPairs, renderTable, type Column } from '../table.ts';
import { oneLine, wrap } from '../text.ts';

const KEYS: Record<ProviderView['key'], string> = {
  environment: 'environment',
  config: 'stored',
  none: 'none',
  unneeded: 'not needed',
};

const bare = ({ value }: Figure, words: (value: number) => string): string =>
  value === null ? '–' : words(value);

const amount = ({ unit }: CapView, value: number): string =>
  unit === 'usd' ? money(value) : `${value.toLocaleString('en-GB')} tokens`;
const usedShare = ({ used, aside, most }: CapView): number => (most === 0 ? 1 : (used + aside) / most);

/** The cap of which most is used: `25 % of $1.00 a month`. */
function tightest(caps: readonly CapView[]): string {
  const [cap] = caps.toSorted((a, b) => usedShare(b) - usedShare(a));
  return cap ? `${percent(usedShare(cap))} of ${amount(cap, cap.most)} a ${cap.period}` : '–';
}

/** Whether it is asked, in a few words. */
function stateWords({ obstacle, breaker }: ProviderView): string {
  if (obstacle !== null) return oneLine(obstacle);
  if (breaker === 'half_open') return 'tried by the next request';
  return breaker === 'unknown' ? 'may be asked' : 'ready';
}

function providerTable(providers: readonly ProviderView[], paint: Paint, columns: number): string {
  const colour = (text: string): string =>
    text === 'ready' || text === 'may be asked' ? paint.green(text) : paint.yellow(text);
  return renderTable(
    [
      { title: 'provider', paint: paint.bold },
      { title: 'key' },
      { title: 'state', flexible: true, paint: colour },
      { title: 'this month', right: true },
      { title: 'of its cap', right: true },
    ],
    providers.map((provider) => [
      provider.id,
      KEYS[provider.key],
      stateWords(provider),
      bare(provider.monthUsd, money),
      tightest(provider.caps),
    ]),
    paint,
    columns,
  );
}

/** One line for streamed answers and one for whole ones, as far as there were any. */
function offerRows(offer: OfferView, now: number): string[][] {
  const times = ({ p50, p95, calls }: TimeView): string[] => [
    bare(p50, duration),
    bare(p95, duration),
    calls === 0 ? '–' : String(Math.max(1, Math.round(calls))),
  ];
  const dollars = (figure: Figure): string => bare(figure, (usd) => `~${money(usd)}`);
  const { firstMs, wholeMs } = offer;
  const first = firstMs.calls > 0 || wholeMs.calls === 0 ? firstMs : wholeMs;
  const [p50 = '', p95 = '', calls = ''] = times(first);
  const own = [
    `${offer.auto ? '' : '· '}${oneLine(offer.model)}`,
    dollars(offer.inputUsd),
    dollars(offer.outputUsd),
    first === wholeMs ? 'whole' : firstMs.calls > 0 ? 'begins' : '–',
    p50,
    p95,
    bare(offer.tokensPerSecond, (value) => value.toFixed(0)),
    calls,
    bare(offer.errorShare, percent),
    bare(offer.limitedShare, percent),
    bare(offer.sameShare, percent),
    offer.lastAt === null ? '' : ago(offer.lastAt, now),
  ];
  if (first === wholeMs || wholeMs.calls === 0) return [own];
  const [whole50 = '', whole95 = '', wholeCalls = ''] = times(wholeMs);
  return [own, ['', '', '', 'whole', whole50, whole95, '', wholeCalls]];
}

/** Shares of calls that went wrong stand out from here on. */
const MANY_PERCENT = 5;

function offerTable(offers: readonly OfferView[], paint: Paint, columns: number, now: number): string {
  const bad = (text: string): string =>
    Number.parseInt(text, 10) >= MANY_PERCENT ? paint.yellow(text) : text;
  const all: (Column & { from?: number })[] = [
    { title: 'model', flexible: true, paint: paint.bold },
    { title: 'in', right: true },
    { title: 'out', right: true },
    { title: 'answer', paint: paint.dim },
    { title: 'p50', right: true },
    { title: 'p95', right: true },
    { title: 'tok/s', right: true, from: 100 },
    { title: 'calls', right: true, from: 90 },
    { title: 'failed', right: true, paint: bad },
    { title: '429', right: true, paint: bad },
    { title: 'same', right: true, from: 100 },
    { title: 'last', paint: paint.dim, from: 112 },
  ];
  const fits = ({ from = 0 }: { from?: number }): boolean => columns >= from;
  return renderTable(
    all.filter(fits),
    offers.flatMap((offer) => offerRows(offer, now)).map((row) => row.filter((_, at) => fits(all[at] ?? {}))),
    paint,
    columns,
  );
}

const capLine = (cap: CapView): string =>
  [
    `${amount(cap, cap.used)} of ${amount(cap, cap.most)} a ${cap.period} spent`,
    ...(cap.aside > 0 ? [`${amount(cap, cap.aside)} set aside for calls under way`] : []),
    `${percent(usedShare(cap))} used`,
  ].join(', ');

/** What the columns of the models mean. */
const tableNotes = (dates: string, columns: number): string[] => [
  `in, out: US dollars for a million tokens${dates === '' ? '' : `, prices of ${dates}`}; ~ estimated, – not known.`,
  'p50, p95: until a streamed answer begins, or a whole one is there; so many of 100 were not slower. Own traffic only, new calls count more.',
  ...(columns < 100 ? [] : ['same: repeated requests at temperature 0 that got the same answer.']),
];

/** All providers: who may be asked, what it costs, how it behaved; for people. @param running whether a server told it */
export function renderProviders(view: MarketView, running: boolean, paint: Paint, columns: number): string {
  const isIdle = (one: ProviderView): boolean =>
    (one.key === 'none' || !one.enabled) && one.models.every(({ lastAt }) => lastAt === null);
  const shown = view.providers.filter((one) => !isIdle(one));
  const idle = view.providers.filter(isIdle);
  const without = (words: string, ids: readonly ProviderView[]): string[] =>
    ids.length === 0 ? [] : [paint.dim(wrap(`${words}: ${ids.map(({ id }) => id).join(', ')}`, columns))];
  const idleLines = [
    ...without(
      'No key',
      idle.filter(({ enabled }) => enabled),
    ),
    ...without(
      'Turned off',
      idle.filter(({ enabled }) => !enabled),
    ),
  ];
  if (shown.length === 0)
    return [
      wrap(
        'No provider can be asked, so nothing leaves this device. Add one: nearmost keys add <provider>',
        columns,
      ),
      '',
      ...idleLines,
    ].join('\n');
  const offers = shown.flatMap(({ models }) => models);
  const dates = [...new Set(offers.flatMap(({ priceDate }) => priceDate ?? []))].sort().join(' and ');
  const old = offers.flatMap(({ priceDate }) => (priceDate ? (oldPrices(priceDate, view.at) ?? []) : []));
  const silent = shown.flatMap(({ obstacle, models }) =>
    obstacle === null ? models.filter((model) => model.obstacle !== null) : [],
  );
  const nameless = shown.filter(({ models, obstacle }) => obstacle === null && models.length === 0);
  const notes = [
    ...(offers.length === 0 ? [] : tableNotes(dates, columns)),
    ...(offers.some(({ auto }) => !auto) ? ['· not asked under auto.'] : []),
    ...(running ? [] : ['No server runs, so nobody knows who rests now: nearmost up']),
  ];
  return [
    providerTable(shown, paint, columns),
    ...idleLines,
    ...(offers.length === 0 ? [] : ['', offerTable(offers, paint, columns, view.at)]),
    ...nameless.map(({ id }) =>
      paint.yellow(
        wrap(
          `${id}: asked by name only (${id}/<model>); under auto with: nearmost config set providers.${id}.model <model>`,
          columns,
        ),
      ),
    ),
    ...[...new Set(old)].map((words) =>
      paint.yellow(
        wrap(
          `The ${words}: update Nearmost, or state your own: nearmost config set providers.<name>.price.input <US dollars for a million tokens>, and .output`,
          columns,
        ),
      ),
    ),
    ...silent.map(({ model, obstacle }) => paint.yellow(wrap(`${model}: ${obstacle ?? ''}`, columns))),
    ...(view.caps.length === 0
      ? []
      : [
          '',
          paint.bold('Other caps'),
          renderPairs(
            view.caps.map((cap) => [cap.path, capLine(cap)]),
            paint,
            columns,
          ),
        ]),
    '',
    ...notes.map((note) => paint.dim(wrap(note, columns))),
  ].join('\n');
}
