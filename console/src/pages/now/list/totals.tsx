import { duration, percent } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { Figure } from '../../../ui/figure.tsx';
import { totals } from '../live/watch.ts';

/** The last minute, by the clock of this page. */
export function Totals() {
  const { perSecond, requests, answers, here, p50 } = totals.value;
  const rate = perSecond >= 10 ? Math.round(perSecond) : Number(perSecond.toFixed(1));
  return (
    <Card title="The last minute">
      <div class="figures requests-totals">
        <Figure label="Requests" method="measured" value={`${rate}/s`}>
          {requests} ended
        </Figure>
        <Figure
          label="Answered here"
          method={answers === 0 ? 'unavailable' : 'measured'}
          value={answers === 0 ? undefined : percent(here / answers)}
        >
          {answers === 0 ? 'no answers' : `${here} of ${answers}`}
        </Figure>
        <Figure
          label="Typical answer"
          method={p50 === null ? 'unavailable' : 'measured'}
          value={p50 === null ? undefined : duration(p50)}
        >
          {p50 === null ? 'no answers' : 'half were quicker'}
        </Figure>
      </div>
    </Card>
  );
}
