import type { SkillDetail } from '../../../../../src/contract/index.ts';
import { count, percent } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { whole } from '../../../format/whole.ts';
import { exact } from '../words.ts';

/** How served answers are watched, and what a new small model has to go through. */
export function Watch({ skill }: { skill: SkillDetail }) {
  const { serving, checks, watched, floor } = skill;
  const { share, canaryShare, canaryLeft } = checks;
  return (
    <Card title="Trial and watch">
      <p>
        {serving === null
          ? 'No small model answers, so nothing has to be watched.'
          : canaryLeft > 0
            ? `On trial for ${count(canaryLeft, 'more answer')}: about ${percent(canaryShare)} of them are checked by asking the teacher too, beside ${percent(share)} drawn by chance.`
            : `The trial is over. ${percent(share)} of the answers, drawn by chance, are checked by asking the teacher too, and more where it is unsure or words are new.`}
      </p>
      <p class="muted">
        {watched === null || watched.n === 0
          ? 'No served answer was checked yet.'
          : `Of ${whole(watched.n)} checked answers ${exact(watched.share)} agree (at least ${exact(watched.lower)} with 95 % certainty).`}{' '}
        If fewer than {percent(floor)} seem to agree, it is taken out of service by itself.
      </p>
    </Card>
  );
}
