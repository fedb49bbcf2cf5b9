import type { SkillStatus } from '../../../../../src/contract/index.ts';
import { ago, percent } from '../../../format/words.ts';
import { href } from '../../../shell/route.ts';
import { Card } from '../../../ui/card.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { bestAgreement, boundWords, exact, hereShare, KIND, STAGE, whole } from '../words.ts';

interface SkillListProps {
  skills: readonly SkillStatus[];
  /** Apps whose owner consented. */
  learning: readonly string[];
  now: number;
}

function Stage({ skill, on }: { skill: SkillStatus; on: boolean }) {
  if (!on)
    return (
      <>
        <div>Off</div>
        <div class="muted small">you took your consent back</div>
      </>
    );
  return (
    <>
      <div>{STAGE[skill.stage].title}</div>
      {skill.serving && <div class="muted small">{KIND[skill.serving.kind].title}</div>}
    </>
  );
}

/** Every skill with what it came to. */
export function SkillList({ skills, learning, now }: SkillListProps) {
  if (skills.length === 0)
    return (
      <Card title="Skills">
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
    <Card title="Skills">
      <Table
        label="Skills"
        rows={skills}
        keyOf={({ id }) => id}
        columns={[
          {
            head: 'What is asked',
            cell: ({ id, name, app, requests }) => (
              <>
                <a class="skills-name" href={href('skills', id)}>
                  {name}
                </a>
                <div class="muted small">
                  {app}, {ago(requests.lastAt, now)}
                </div>
              </>
            ),
          },
          { head: 'State', cell: (skill) => <Stage skill={skill} on={learning.includes(skill.app)} /> },
          { head: 'Requests', number: true, cell: ({ requests }) => whole(requests.total) },
          {
            head: 'Answered here',
            number: true,
            cell: ({ requests }) => {
              const share = hereShare(requests);
              return share === null ? '–' : percent(share);
            },
          },
          {
            head: 'Agrees with its teacher',
            number: true,
            cell: (skill) => {
              const { agreement, from } = bestAgreement(skill);
              return agreement === null || agreement.n === 0 ? (
                '–'
              ) : (
                <>
                  <div>{exact(agreement.share)}</div>
                  <div class="muted small">
                    {boundWords(agreement)} {from === 'test' ? 'in the test' : 'checks'}
                  </div>
                </>
              );
            },
          },
        ]}
      />
      <p class="muted small">
        All figures are <span class="method">measured</span>. “At least”: with 95 % certainty, given how many
        answers were checked. The teacher is the stronger model whose answers were learned from.
      </p>
    </Card>
  );
}
