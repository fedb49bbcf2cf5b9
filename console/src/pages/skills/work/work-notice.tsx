import './work-notice.css';
import { useEffect, useState } from 'preact/hooks';
import type { SkillWork } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { whole } from '../../../format/whole.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { KIND, named } from '../words.ts';
import { endLevel, endWords, grownWords, progressWords, underWay } from './work-words.ts';

/** Works whose end was put away in this tab. */
const putAway = new Set<number>();

function Running({ work }: { work: SkillWork }) {
  const { busy, error, post } = useChange(() => undefined);
  return (
    <>
      <div class="skill-work">
        <strong role="status">{underWay(work)}</strong>
        {/* no value: it is not known how far it is */}
        <progress aria-label={underWay(work)} {...(work.share === null ? {} : { value: work.share })} />
        <span class="skill-work-words">{progressWords(work)}</span>
        <Button
          icon="stop"
          disabled={busy}
          onClick={() => post(`/admin/skills/${encodeURIComponent(work.skill)}/stop`, {})}
        >
          {busy ? 'Stopping …' : 'Stop'}
        </Button>
      </div>
      <ErrorNotice error={error} />
    </>
  );
}

function Ended({ work }: { work: SkillWork }) {
  const { grown, students, problem, task } = work;
  const wrote = grownWords(work);
  const reasons = Object.entries(grown?.dropped ?? {});
  return (
    <Notice level={endLevel(work)} title={endWords(work)}>
      {problem && <p>{problem.hint}</p>}
      {wrote !== undefined && <p>{wrote}</p>}
      {grown?.ended && work.state !== 'stopped' && <p>It ended early: {grown.ended}.</p>}
      {reasons.length > 0 && (
        <ul class="skill-work-reasons">
          {reasons.map(([reason, times]) => (
            <li key={reason}>
              {whole(times)} not kept: {reason}
            </li>
          ))}
        </ul>
      )}
      {grown !== null && grown.kept > 0 && students.length === 0 && (
        <p>
          {task.do === 'grow' && task.train && work.state === 'done'
            ? 'There was nothing new to train.'
            : 'They are learned from at the next training.'}
        </p>
      )}
      {students.length > 0 && (
        <ul>
          {students.map(({ version, kind, verdict }) => (
            <li key={version}>
              {KIND[kind].title} {version}. {named(verdict)}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

/** How far long work on a skill is, the way to stop it, and what came of it. */
export function WorkNotice({ work, onEnd }: { work: SkillWork | undefined; onEnd: () => void }) {
  const [, setHidden] = useState(0);
  const state = work?.state;
  useEffect(() => {
    if (state !== undefined && state !== 'running') onEnd();
  }, [state]);
  if (!work || putAway.has(work.startedAt)) return null;
  if (work.state === 'running') return <Running work={work} />;
  return (
    <div class="skill-work-end">
      <Ended work={work} />
      <Button
        kind="quiet"
        icon="close"
        label="Put this away"
        onClick={() => {
          putAway.add(work.startedAt);
          setHidden(work.startedAt);
        }}
      />
    </div>
  );
}
