import { useState } from 'preact/hooks';
import type { SeenApp, SkillStatus } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { PageHead } from '../../../ui/page-head.tsx';
import { useLive } from '../use-live.ts';
import { useWorks } from '../work/use-works.ts';
import { Apps } from './apps.tsx';
import { ForgetRequest } from './forget-request.tsx';
import { SkillList } from './skill-list.tsx';
import { Terms } from './terms.tsx';

/** All skills, the apps that may be learned from, and whose answers may teach. */
export function Overview() {
  const skills = useLoad<{ skills: SkillStatus[] }>('/admin/skills');
  const apps = useLoad<{ now: number; apps: SeenApp[] }>('/admin/apps');
  const works = useWorks();
  const [said, setSaid] = useState<string>();
  const reload = (): void => {
    skills.reload();
    apps.reload();
  };
  useLive(reload, () => true);
  const learning = apps.data?.apps.filter((app) => app.learning).map(({ app }) => app) ?? [];
  return (
    <>
      <PageHead
        title="Skills"
        about="What your apps ask again and again, and what this device has learned to answer by itself."
      />
      <div class="stack">
        <ErrorNotice error={skills.error ?? apps.error} />
        <p role="status" class={said === undefined ? 'hidden-words' : undefined}>
          {said}
        </p>
        {skills.data && apps.data && (
          <SkillList skills={skills.data.skills} learning={learning} works={works} now={apps.data.now} />
        )}
        {apps.data && (
          <Apps
            apps={apps.data.apps}
            skills={skills.data?.skills ?? []}
            now={apps.data.now}
            onChange={(words) => {
              setSaid(words);
              reload();
            }}
          />
        )}
        <Terms />
        <ForgetRequest
          onForgotten={(words) => {
            setSaid(words);
            reload();
          }}
        />
      </div>
    </>
  );
}
