import type { SkillStatus, SkillWork } from '../../../../../src/contract/index.ts';
import { Card } from '../../../ui/card.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { SkillRow } from './skill-row.tsx';

interface SkillListProps {
  skills: readonly SkillStatus[];
  /** Apps whose owner consented. */
  learning: readonly string[];
  /** Long work, by skill. */
  works: ReadonlyMap<string, SkillWork>;
  now: number;
}

/** Every skill with what it came to. */
export function SkillList({ skills, learning, works, now }: SkillListProps) {
  if (skills.length === 0)
    return (
      <Card title="Learned and found">
        <Empty title={learning.length === 0 ? 'Nothing is learned yet.' : 'No skill was found yet.'}>
          <p>
            {learning.length === 0
              ? 'Allow learning from an app below. What it asks again and again in the same form shows up here.'
              : 'A skill is found when an app asks twice in the same form (the same instructions) with different texts.'}
          </p>
        </Empty>
      </Card>
    );
  return (
    <Card title="Learned and found">
      <ul class="skills-list" aria-label="Skills">
        {skills.map((skill) => (
          <SkillRow
            key={skill.id}
            skill={skill}
            work={works.get(skill.id)}
            on={learning.includes(skill.app)}
            now={now}
          />
        ))}
      </ul>
      <p class="muted small skills-gap">
        All figures are <span class="method">measured</span>. “At least”: with 95&nbsp;% certainty, given how
        many answers were checked. The teacher is the stronger model whose answers were learned from.
      </p>
    </Card>
  );
}
