import type { Estimate, ShareReport } from '../../../../src/contract/index.ts';
import { percent } from '../../format/words.ts';
import { Card } from '../../ui/card.tsx';
import { Chart, type ChartSeries } from '../../ui/chart.tsx';
import { Command } from '../../ui/command.tsx';
import { Figure } from '../../ui/figure.tsx';
import { targetOf } from './local-share.tsx';
import { whole } from '../../format/whole.ts';
import { dayWords, intervalWords, sinceFirst } from './words.ts';

interface JudgedProps {
  label: string;
  estimate: Estimate | null;
  /** How they were chosen. */
  by: string;
  none: string;
}

function Judged({ label, estimate, by, none }: JudgedProps) {
  if (estimate === null)
    return (
      <Figure label={label} method="unavailable">
        {none}
      </Figure>
    );
  return (
    <Figure label={label} method="measured" value={percent(estimate.value)}>
      {intervalWords(estimate)}, of {whole(estimate.n)} {by}
    </Figure>
  );
}

/** The judge of more days, at a tie the teacher: single days hold few judged answers, and two bands over each other say nothing. */
function judgeOf(days: ShareReport['byDay']): 'teacher' | 'people' | undefined {
  const judged = (judge: 'teacher' | 'people'): number => days.filter((day) => day[judge]).length;
  const [teacher, people] = [judged('teacher'), judged('people')];
  return teacher + people === 0 ? undefined : people > teacher ? 'people' : 'teacher';
}
const NAMES = { teacher: 'teacher agrees', people: 'people say good' };

/** How good answers from this device were, as far as somebody judged them. */
export function Quality({ report }: { report: ShareReport }) {
  const { all } = report;
  const days = sinceFirst(report.byDay);
  const floor = targetOf(report)?.qualityFloor;
  const judge = judgeOf(days);
  const of = judge === undefined ? [] : days.map((day) => day[judge]);
  const target: ChartSeries[] =
    floor === undefined ? [] : [{ name: 'quality floor', tone: 'target', values: days.map(() => floor) }];
  return (
    <Card title="Quality of answers from this device">
      <div class="share-card">
        <div class="figures">
          <Judged
            label="A teacher agrees"
            estimate={all.teacher}
            by="drawn by chance"
            none="no app learns yet, so no larger model checked answers"
          />
          <Judged
            label="People say good"
            estimate={all.people}
            by="judged"
            none="nobody judged an answer yet"
          />
          <Judged
            label="People, of cloud answers"
            estimate={all.peopleOfCloud}
            by="judged"
            none="nobody judged one"
          />
        </div>
        {judge ? (
          <>
            <Chart
              label="Quality of answers from this device by day"
              points={days.map(({ day }) => dayWords(day))}
              series={[
                {
                  name: NAMES[judge],
                  tone: 'near',
                  values: of.map((estimate) => estimate?.value ?? null),
                  low: of.map((estimate) => estimate?.low ?? null),
                  high: of.map((estimate) => estimate?.high ?? null),
                },
                ...target,
              ]}
              range={[0, 1]}
              format={percent}
              height={180}
            />
            <p class="share-note">
              A teacher is a larger model that answers some of the same requests, drawn by chance. People
              choose of what they speak, so theirs is no plain sample.
              {floor !== undefined && ` You want ${percent(floor)} or more.`} Bands and ranges: 95 %
              certainty.
              {all.checked &&
                ` ${whole(all.checked.n)} more answers were checked because they were doubtful: ${percent(all.checked.value)} were right; they are not counted above.`}
            </p>
          </>
        ) : (
          <>
            <p class="muted">
              Nothing is known of the quality until somebody judges. For your latest answer:
            </p>
            <Command text="nearmost feedback last good" />
          </>
        )}
      </div>
    </Card>
  );
}
