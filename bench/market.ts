// npm run -s bench -- market [--data DIR] [--quick] [--full] [--write]
// The market and the breaker of the product on a clock of their own, over drawn days of four providers (`--data`: days of
// your own, drift.json), against one who knows at each moment what every provider costs and how fast it is. Then the real
// runtime on loopback: a provider that hangs, and a cap of money that 200 requests reach at once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchOptions } from './main.ts';
import { drawnDrift, type Drift } from './market/drift.ts';
import { budgetRace, hungUpstream, rivals } from './market/live.ts';
import { simulate, type Chooser, type Played } from './market/simulate.ts';

/** Days before it were looked at while the market was written. */
const FIRST_SEED = 101;
const CHOOSERS: Chooser[] = ['oracle', 'market', 'listed', 'cheapest'];

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
const round = (value: number): number => Math.round(value * 10) / 10;
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** By how much more than the one who knows, in percent. */
function regret({ usd, durations }: Played, oracle: Played): { cost: number; p50: number; p95: number } {
  const above = (share: number): number =>
    100 * (quantile(durations, share) / quantile(oracle.durations, share) - 1);
  return { cost: 100 * (usd / oracle.usd - 1), p50: above(0.5), p95: above(0.95) };
}

function drifts({ data, quick, full }: BenchOptions): Drift[] {
  if (data !== undefined) return JSON.parse(readFileSync(join(data, 'drift.json'), 'utf8')) as Drift[];
  const days = quick ? 3 : full ? 40 : 12;
  return Array.from({ length: days }, (_, seed) => drawnDrift(seed + FIRST_SEED, quick ? 6 : 12));
}

export async function run(options: BenchOptions): Promise<Record<string, unknown>> {
  const days = drifts(options);
  const regrets = new Map<Chooser, ReturnType<typeof regret>[]>();
  const markets: Played[] = [];
  let n = 0;
  for (const [seed, drift] of days.entries()) {
    const played = new Map<Chooser, Played>();
    for (const chooser of CHOOSERS) played.set(chooser, await simulate(drift, chooser, seed + 1));
    const oracle = played.get('oracle') as Played;
    n += oracle.durations.length;
    markets.push(played.get('market') as Played);
    for (const [chooser, one] of played)
      regrets.set(chooser, [...(regrets.get(chooser) ?? []), regret(one, oracle)]);
  }
  const of = (chooser: Chooser): Record<string, unknown> => {
    const list = regrets.get(chooser) ?? [];
    return {
      [`${chooser}_cost_regret_pct`]: round(mean(list.map(({ cost }) => cost))),
      [`${chooser}_p95_regret_pct`]: round(mean(list.map(({ p95 }) => p95))),
    };
  };
  const own = regrets.get('market') ?? [];
  const live = { ...(await hungUpstream()), ...(await budgetRace()), ...(await rivals()) };
  return {
    data: options.data === undefined ? 'drawn days of four providers that serve one model' : 'drift.json',
    days: days.length,
    changes_a_day: round(mean(days.map(({ changes }) => changes.length))),
    cost_regret_pct: round(mean(own.map(({ cost }) => cost))),
    cost_regret_worst_pct: round(Math.max(...own.map(({ cost }) => cost))),
    p50_regret_pct: round(mean(own.map(({ p50 }) => p50))),
    p95_regret_pct: round(mean(own.map(({ p95 }) => p95))),
    p95_regret_worst_pct: round(Math.max(...own.map(({ p95 }) => p95))),
    switches: round(mean(markets.map(({ switches }) => switches))),
    switches_worst: Math.max(...markets.map(({ switches }) => switches)),
    looks_pct: round((100 * mean(markets.map(({ looks }) => looks))) / (n / days.length)),
    timeouts_paid: round(mean(markets.map(({ timeouts }) => timeouts))),
    unanswered: markets.reduce((sum, { unanswered }) => sum + unanswered, 0),
    ...of('listed'),
    ...of('cheapest'),
    ...live,
    n,
  };
}
