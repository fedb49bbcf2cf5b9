import type { SkillDetail, StudentSummary } from '../../../../../src/contract/index.ts';
import { percent } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Figure } from '../../../ui/figure.tsx';
import { newestOf } from './newest-of.ts';
import { whole } from '../../../format/whole.ts';
import { exact, KIND, named, stateWords } from '../words.ts';

function Result({ student, floor }: { student: StudentSummary; floor: number }) {
  const { kind, version, agreement, threshold, coverage, verdict } = student;
  return (
    <section class="skill-test" aria-label={`${KIND[kind].title} ${version}`}>
      <h3>
        {KIND[kind].title} {version} <span class="muted">· {stateWords(student)}</span>
      </h3>
      <p class="muted">{verdict === '' ? 'It was not tested yet.' : named(verdict)}</p>
      {agreement !== null && agreement.n > 0 && threshold !== null && (
        <div class="figures skills-gap">
          <Figure label="Agrees with its teacher" value={exact(agreement.share)} method="measured">
            of {whole(agreement.n)} answers it had not learned from
          </Figure>
          <Figure label="At least" value={exact(agreement.lower)} method="estimated">
            with 95 % certainty; wanted: {percent(floor)}
          </Figure>
          <Figure label="Would answer" value={percent(coverage)} method="measured">
            of the requests: those it is at least {percent(threshold)} sure of
          </Figure>
        </div>
      )}
    </section>
  );
}

/** What the test ("gate") found of each kind of small model, and why it may answer or not. */
export function Tests({ skill }: { skill: SkillDetail }) {
  const students = newestOf(skill);
  return (
    <Card title="The test before one may answer">
      <p class="muted">
        Every small model is tried on answers that it has not learned from. It may answer only what it is so
        sure of that it agrees with its teacher in at least {percent(skill.floor)} of cases.
      </p>
      {students.length === 0 ? (
        <Empty title="No small model was trained yet.">
          <p>Training begins by itself when there are enough examples, or now with “Train now”.</p>
        </Empty>
      ) : (
        students.map((student) => <Result key={student.version} student={student} floor={skill.floor} />)
      )}
    </Card>
  );
}
