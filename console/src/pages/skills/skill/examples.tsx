import type { SkillDetail } from '../../../../../src/contract/index.ts';
import { Card } from '../../../ui/card.tsx';
import { whole } from '../../../format/whole.ts';

/** How many examples are used, and why others are not. */
export function Examples({ examples: { kept, dropped } }: { examples: SkillDetail['examples'] }) {
  const reasons = Object.entries(dropped);
  return (
    <Card title="Examples">
      <p>{whole(kept)} answers of stronger models are kept on this device to learn from.</p>
      {reasons.length > 0 && (
        <>
          <p class="muted skills-gap">Not learned from:</p>
          <ul class="skills-lines muted">
            {reasons.map(([reason, times]) => (
              <li key={reason}>
                {whole(times)}: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
