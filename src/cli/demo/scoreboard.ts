import { count, duration, money, percent } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderPairs } from '../table.ts';
import type { Turn } from './turn.ts';

/** The sums of a demo. Times and own costs are measured, the cloud's price is estimated from price lists. */
export interface Score {
  requests: number;
  here: number;
  unsure: number;
  cloud: number;
  stayed: number;
  failed: number;
  /** Requests labelled personal or secret by their sender, and how many of their bytes left. */
  keptPrivate: number;
  privateBytesLeft: number;
  localShare: number;
  p50Ms: number | null;
  p95Ms: number | null;
  costUsd: number | null;
  /** The same answers from the cloud alone; null: no price known. */
  cloudOnlyUsd: number | null;
  /** Answers that `cloudOnlyUsd` covers. */
  priced: number;
}

const quantile = (sorted: number[], q: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null;

/** Adds the turns up. */
export function scoreOf(turns: Turn[]): Score {
  const of = (outcome: Turn['outcome']): Turn[] => turns.filter((turn) => turn.outcome === outcome);
  const answered = [...of('here'), ...of('cloud')];
  const times = of('here')
    .map(({ ms }) => ms)
    .sort((a, b) => a - b);
  const guarded = turns.filter(({ request }) => request.label !== undefined && request.label !== 'public');
  const priced = answered.filter(({ counterfactualUsd }) => counterfactualUsd !== null);
  const costs = turns.map(({ costUsd }) => costUsd);
  return {
    requests: turns.length,
    here: of('here').length,
    unsure: of('here').filter(({ why }) => why.startsWith('unsure')).length,
    cloud: of('cloud').length,
    stayed: of('stayed').length,
    failed: of('failed').length,
    keptPrivate: guarded.length,
    privateBytesLeft: guarded.reduce((sum, { egressBytes }) => sum + egressBytes, 0),
    localShare: turns.length === 0 ? 0 : of('here').length / turns.length,
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    costUsd: costs.includes(null) ? null : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    cloudOnlyUsd:
      priced.length === 0 ? null : priced.reduce((sum, turn) => sum + (turn.counterfactualUsd ?? 0), 0),
    priced: priced.length,
  };
}

/** The sums, for people. @param advice what would let the stayed ones be answered @param columns absent: lines are not broken */
export function renderScore(
  score: Score,
  advice: string,
  cloudModel: string,
  paint: Paint,
  columns?: number,
): string {
  // Without colours the pieces still differ.
  const bar = (n: number, piece: string, look: (text: string) => string): string =>
    look(piece.repeat(Math.round((n / Math.max(1, score.requests)) * 40)));
  const unsure =
    score.unsure === 0
      ? ''
      : `, ${paint.yellow(`${score.unsure} unsure (here?)`)}: below the threshold, and nobody else may be asked`;
  const rows: [string, string][] = [
    [
      'on this device',
      `${paint.green(`${score.here} of ${score.requests}`)} (${percent(score.localShare)})${unsure}`,
    ],
    ['handed over', `${paint.blue(String(score.cloud))} to the cloud`],
    ['not answered', `${score.stayed}${score.stayed === 0 ? '' : ` ${paint.dim(`· ${advice}`)}`}`],
    [
      'kept private',
      `${count(score.keptPrivate, 'request')} labelled personal or secret, ${count(score.privateBytesLeft, 'byte')} of them left`,
    ],
  ];
  if (score.failed > 0) rows.splice(3, 0, ['failed', paint.red(String(score.failed))]);
  if (score.p50Ms !== null && score.p95Ms !== null)
    rows.push([
      'time here',
      `half within ${duration(score.p50Ms)}, 95 % within ${duration(score.p95Ms)} ${paint.dim('(measured)')}`,
    ]);
  const cloudOnly =
    score.cloudOnlyUsd === null
      ? 'no cloud price is known for comparison'
      : `the same ${count(score.priced, 'answer')} from ${cloudModel}: about ${money(score.cloudOnlyUsd)} ${paint.dim('(estimated from list prices)')}`;
  rows.push(['cost', `${money(score.costUsd)} ${paint.dim('(measured)')}; ${cloudOnly}`]);
  return [
    paint.bold('Scoreboard'),
    [
      bar(score.here, '█', paint.green),
      bar(score.cloud, '▓', paint.blue),
      bar(score.stayed, '░', paint.yellow),
      bar(score.failed, '×', paint.red),
    ].join(''),
    renderPairs(rows, paint, columns),
  ].join('\n');
}
