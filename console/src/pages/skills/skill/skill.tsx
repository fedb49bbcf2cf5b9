import { useState } from 'preact/hooks';
import type { SkillDetail } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { href } from '../../../shell/route.ts';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { PageHead } from '../../../ui/page-head.tsx';
import { useLive } from '../use-live.ts';
import { useWorks } from '../work/use-works.ts';
import { WorkNotice } from '../work/work-notice.tsx';
import { Actions } from './actions.tsx';
import { Curve } from './curve.tsx';
import { Examples } from './examples.tsx';
import { History } from './history.tsx';
import { Standing } from './standing.tsx';
import { Students } from './students.tsx';
import { Tests } from './tests.tsx';
import { Watch } from './watch.tsx';

/** One skill: what it came to, who answers and why, and what can be done with it. */
export function Skill({ id }: { id: string }) {
  const { data, error, reload } = useLoad<SkillDetail>(`/admin/skills/${encodeURIComponent(id)}`);
  const works = useWorks();
  const work = data && works.get(data.id);
  const [said, setSaid] = useState<string>();
  useLive(reload, (event) =>
    event.type === 'skill'
      ? event.skill === data?.id
      : event.type === 'request-end' && event.entry.app === data?.app,
  );
  return (
    <>
      <p class="skill-back">
        <a href={href('skills')}>All skills</a>
      </p>
      <ErrorNotice error={error} />
      {data && (
        <>
          <PageHead title={data.name} about={`Asked by ${data.app}. Its id: ${data.id}`} />
          <div class="stack">
            <p role="status" class={said === undefined ? 'hidden-words' : undefined}>
              {said}
            </p>
            <Standing skill={data} />
            <Actions
              skill={data}
              work={work}
              onDone={(words) => {
                setSaid(words);
                reload();
              }}
            />
            <WorkNotice work={work} onEnd={reload} />
            <Curve skill={data} />
            <Tests skill={data} />
            <Students students={data.students} />
            <Watch skill={data} />
            <Examples examples={data.examples} />
            <History events={data.events} />
          </div>
        </>
      )}
    </>
  );
}
