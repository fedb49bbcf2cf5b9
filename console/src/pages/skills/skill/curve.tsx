import type { SkillDetail } from '../../../../../src/contract/index.ts';
import { percent } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { Chart } from '../../../ui/chart.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { curvePoints } from './curve-points.ts';

/** How much was answered here, and how well, as requests went by. */
export function Curve({ skill: { curve, floor } }: { skill: SkillDetail }) {
  return (
    <Card title="Learning curve">
      {curve.length < 2 ? (
        <Empty title="Too early for a curve.">
          <p>It has one point for each 500 requests.</p>
        </Empty>
      ) : (
        <Chart
          label="Share answered here and agreement with the teacher, by 500 requests"
          pointName="Requests"
          points={curvePoints(curve)}
          range={[0, 1]}
          format={percent}
          series={[
            { name: 'Answered here', tone: 'near', values: curve.map(({ share }) => share) },
            { name: 'Agrees with teacher', tone: 'plain', values: curve.map(({ agreement }) => agreement) },
            { name: 'Wanted agreement', tone: 'target', values: curve.map(() => floor) },
          ]}
        />
      )}
    </Card>
  );
}
