import type { ShareReport } from '../../../../src/contract/index.ts';
import { money } from '../../format/words.ts';
import { Card } from '../../ui/card.tsx';
import { Chart } from '../../ui/chart.tsx';
import { Figure } from '../../ui/figure.tsx';
import { sum } from '../../format/sum.ts';
import { dayWords, gapsOf, less, sinceFirst } from './words.ts';

/** What was paid, beside what the cloud alone would have cost. */
export function Money({ report }: { report: ShareReport }) {
  const { costUsd, cloudOnlyUsd } = report.all;
  const saved = less(cloudOnlyUsd, costUsd);
  const days = sinceFirst(report.byDay);
  const words = (value: number | null): string | undefined => (value === null ? undefined : sum(value));
  const gaps = gapsOf(costUsd, cloudOnlyUsd);
  return (
    <Card title="Money">
      <div class="share-card">
        <div class="figures">
          <Figure label="Paid to providers" method={costUsd.method} value={words(costUsd.value)} />
          <Figure label="Cloud alone" method={cloudOnlyUsd.method} value={words(cloudOnlyUsd.value)} />
          <Figure
            label={saved !== null && saved < 0 ? 'Paid more' : 'Saved'}
            method={saved === null ? 'unavailable' : 'estimated'}
            value={words(saved === null ? null : Math.abs(saved))}
          />
        </div>
        <Chart
          label="Money by day"
          points={days.map(({ day }) => dayWords(day))}
          series={[
            { name: 'paid', tone: 'cloud', values: days.map((day) => day.costUsd.value) },
            { name: 'cloud alone', tone: 'plain', values: days.map((day) => day.cloudOnlyUsd.value) },
          ]}
          format={money}
          height={180}
        />
        <p class="share-note">
          Cloud alone: the same answers, those from here with {report.counterfactual}. Prices: list of{' '}
          {report.prices.date} ({report.prices.source}){gaps.length > 0 && `, ${gaps.join(', ')}`}.{' '}
          Electricity and the device itself: <code>nearmost economics</code>
        </p>
      </div>
    </Card>
  );
}
