import { gauges, type Labels } from '../../ledger/prometheus.ts';
import type { MarketRow } from './create-market.ts';

type Row = Omit<MarketRow, 'figures'>;

const labelsOf = ({ model, streamed }: Row): Labels => ({
  model,
  answer: streamed ? 'streamed' : 'whole',
});
const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);

/** What the market knows, as Prometheus text. */
export function marketMetrics(rows: readonly Row[]): string {
  const each = (value: (row: Row) => number | undefined): [Labels, number | undefined][] =>
    rows.map((row) => [labelsOf(row), value(row)]);
  const first = rows.flatMap((row): [Labels, number | undefined][] => [
    [{ ...labelsOf(row), quantile: '0.5' }, seconds(row.p50Ms)],
    [{ ...labelsOf(row), quantile: '0.95' }, seconds(row.p95Ms)],
  ]);
  return [
    gauges(
      'nearmost_provider_first_seconds',
      'Seconds until answers of a cloud model begin, or are there where the whole was asked for, as learned.',
      first,
    ),
    gauges(
      'nearmost_provider_tokens_per_second',
      'Speed of a cloud model once it has begun, as learned.',
      each(({ tokensPerSecond }) => tokensPerSecond),
    ),
    gauges(
      'nearmost_provider_answered_share',
      'Share of recent calls that were answered.',
      each(({ success }) => success),
    ),
    gauges(
      'nearmost_provider_limited_share',
      'Share of recent calls that were turned away for their rate.',
      each(({ limited }) => limited),
    ),
    gauges(
      'nearmost_provider_consistency',
      'Share of repeated requests at temperature 0 that got the same answer.',
      each(({ consistency }) => consistency),
    ),
  ].join('');
}
