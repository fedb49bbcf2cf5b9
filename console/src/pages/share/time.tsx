import type { ShareReport } from '../../../../src/contract/index.ts';
import { duration } from '../../format/words.ts';
import { Card } from '../../ui/card.tsx';
import { Chart } from '../../ui/chart.tsx';
import { Figure } from '../../ui/figure.tsx';
import { dayWords, sinceFirst } from './words.ts';

const words = (value: number | null): string | undefined => (value === null ? undefined : duration(value));

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
/** Round times, from a millisecond to days. */
const STEPS = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 8, 12, 24, 48, 120, 240, 720].map((hours) => hours * HOUR),
];

/** How long answers took, beside how long the cloud alone would have taken. */
export function Time({ report }: { report: ShareReport }) {
  const { waitedMs, cloudOnlyMs, answers } = report.all;
  const days = sinceFirst(report.byDay);
  const each = waitedMs.value === null || answers === 0 ? null : waitedMs.value / answers;
  return (
    <Card title="Time">
      <div class="share-card">
        <div class="figures">
          <Figure label="Waited for answers" method={waitedMs.method} value={words(waitedMs.value)} />
          <Figure label="Cloud alone" method={cloudOnlyMs.method} value={words(cloudOnlyMs.value)} />
          <Figure
            label="An answer takes"
            method={each === null ? 'unavailable' : 'measured'}
            value={words(each)}
          >
            on average
          </Figure>
        </div>
        <Chart
          label="Time waited by day"
          points={days.map(({ day }) => dayWords(day))}
          series={[
            { name: 'waited', tone: 'near', values: days.map((day) => day.waitedMs.value) },
            { name: 'cloud alone', tone: 'cloud', values: days.map((day) => day.cloudOnlyMs.value) },
          ]}
          format={(ms) => (ms === 0 ? '0' : duration(ms))}
          steps={STEPS}
          height={180}
        />
        <p class="share-note">
          All answers one after the other, each until it was whole.
          {cloudOnlyMs.note !== undefined && ` Cloud alone: ${cloudOnlyMs.note}.`}
        </p>
      </div>
    </Card>
  );
}
