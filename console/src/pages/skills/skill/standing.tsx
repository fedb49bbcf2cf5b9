import type { SkillDetail } from '../../../../../src/contract/index.ts';
import { percent } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { Figure } from '../../../ui/figure.tsx';
import { whole } from '../../../format/whole.ts';
import { bestAgreement, boundWords, exact, hereShare, KIND, named, STAGE } from '../words.ts';

/** Where a skill stands and why, with its figures. */
export function Standing({ skill }: { skill: SkillDetail }) {
  const { stage, why, requests, examples, serving, floor } = skill;
  const { agreement, from } = bestAgreement(skill);
  const share = hereShare(requests);
  const counted = agreement !== null && agreement.n > 0;
  return (
    <Card title={STAGE[stage].title}>
      <p>{STAGE[stage].about}</p>
      <p class="muted skill-why">{named(why)}</p>
      <div class="figures skills-gap">
        <Figure
          label="Answered here"
          value={share === null ? undefined : percent(share)}
          method={share === null ? 'unavailable' : 'measured'}
        >
          {whole(requests.local)} of {whole(requests.total)} requests
        </Figure>
        <Figure
          label="Agrees with its teacher"
          value={counted ? exact(agreement.share) : undefined}
          method={counted ? 'measured' : 'unavailable'}
        >
          {boundWords(agreement)}
          {counted ? (from === 'test' ? ' in the test' : ' served here') : ''}; wanted: {percent(floor)}
        </Figure>
        <div class="figure">
          <div class="figure-label">Answers now</div>
          <div class="figure-value">
            {serving ? `${KIND[serving.kind].title} ${serving.version}` : 'nobody here'}
          </div>
          <div class="figure-more">
            {serving ? KIND[serving.kind].about : 'its requests go to other models'}
          </div>
        </div>
        <Figure label="Examples" value={whole(examples.kept)} method="measured">
          kept on this device
        </Figure>
      </div>
    </Card>
  );
}
