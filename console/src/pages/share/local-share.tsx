import type { ShareReport, ShareTarget } from '../../../../src/contract/index.ts';
import { percent } from '../../format/words.ts';
import { Card } from '../../ui/card.tsx';
import { Chart, type ChartSeries } from '../../ui/chart.tsx';
import { Figure } from '../../ui/figure.tsx';
import { whole } from '../../format/whole.ts';
import { answers, dayWords, intervalWords, sinceFirst } from './words.ts';

/** The one target that the shown answers can be held against: of the chosen app, or of the only app there is. */
export function targetOf({ app, seen, targets }: ShareReport): ShareTarget | undefined {
  const of = app ?? (seen.length === 1 ? seen[0] : undefined);
  return targets.find((target) => target.app === of);
}

/** How much of the work stayed on this device, by day, with what the owner wants. */
export function LocalShare({ report }: { report: ShareReport }) {
  const { all } = report;
  const days = sinceFirst(report.byDay);
  const wanted = targetOf(report)?.localShare;
  const series: ChartSeries[] = [
    {
      name: 'answered here',
      tone: 'near',
      values: days.map(({ localShare }) => localShare?.value ?? null),
      low: days.map(({ localShare }) => localShare?.low ?? null),
      high: days.map(({ localShare }) => localShare?.high ?? null),
    },
    ...(wanted === undefined
      ? []
      : [{ name: 'target', tone: 'target', values: days.map(() => wanted) } as const]),
  ];
  const others = report.targets.filter(({ localShare }) => localShare !== undefined);
  return (
    <Card title="Local share">
      <div class="share-card">
        <div class="figures">
          <Figure
            label="Answered on this device"
            method={all.localShare ? 'measured' : 'unavailable'}
            value={all.localShare ? percent(all.localShare.value) : undefined}
          >
            {all.localShare
              ? `${intervalWords(all.localShare)}, of ${answers(all.localShare.n)}${wanted === undefined ? '' : `; you want ${percent(wanted)}`}`
              : 'no request was answered'}
          </Figure>
          <Figure label="Requests" method="measured" value={whole(all.requests)}>
            {all.requests === all.answers ? 'all answered' : `${whole(all.answers)} answered`}
          </Figure>
        </div>
        <Chart
          label="Share of answers from this device by day"
          points={days.map(({ day }) => dayWords(day))}
          series={series}
          range={[0, 1]}
          format={percent}
        />
        <p class="share-note">
          The soft band is where the share of a day lies with 95 % certainty. Days are those of this device’s
          clock.
          {wanted === undefined && others.length > 0 && ' Choose an app to see its target.'}
        </p>
      </div>
    </Card>
  );
}
