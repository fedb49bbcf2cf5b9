import { useState } from 'preact/hooks';
import type { SkillDetail, SkillWork } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { count } from '../../../format/words.ts';
import { goTo } from '../../../shell/route.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Forget } from '../forget.tsx';
import { Grow } from '../work/grow.tsx';
import { Retarget } from '../work/retarget.tsx';
import { Export } from './export.tsx';
import { Rollback } from './rollback.tsx';
import { Ship } from './ship.tsx';

interface ActionsProps {
  skill: SkillDetail;
  /** What is under way for it, or how it ended. */
  work: SkillWork | undefined;
  /** Hears, in words, what was done. */
  onDone: (words: string) => void;
}

/** What the owner can do with a skill. */
export function Actions({ skill, work, onDone }: ActionsProps) {
  const [asked, setAsked] = useState<'grow' | 'retarget' | 'ship' | 'rollback' | 'export' | 'forget'>();
  const begin = useChange(() => undefined);
  const working = work?.state === 'running' || begin.busy;
  const close = (): void => setAsked(undefined);
  const done = (words: string): void => {
    close();
    onDone(words);
  };
  const passed = skill.students.filter(
    ({ threshold, state, version }) =>
      threshold !== null && state !== 'refused' && version !== skill.serving?.version,
  );
  return (
    <>
      <div class="row" role="group" aria-label="What to do with this skill">
        <Button
          icon="again"
          disabled={working}
          onClick={() => begin.post(`/admin/skills/${encodeURIComponent(skill.id)}/begin`, { do: 'train' })}
        >
          Train now
        </Button>
        <Button disabled={working} onClick={() => setAsked('grow')}>
          Write more examples …
        </Button>
        <Button disabled={working} onClick={() => setAsked('retarget')}>
          Train for another model …
        </Button>
        {passed.length > 0 && <Button onClick={() => setAsked('ship')}>Let another answer …</Button>}
        {skill.serving && <Button onClick={() => setAsked('rollback')}>Roll back …</Button>}
        <Button icon="download" onClick={() => setAsked('export')}>
          Export …
        </Button>
        <Button kind="danger" icon="trash" onClick={() => setAsked('forget')}>
          Forget …
        </Button>
      </div>
      <ErrorNotice error={begin.error} />
      {asked === 'grow' && <Grow skill={skill} onClose={close} />}
      {asked === 'retarget' && <Retarget skill={skill} onClose={close} />}
      {asked === 'ship' && <Ship skill={skill} passed={passed} onClose={close} onShipped={done} />}
      {asked === 'rollback' && <Rollback skill={skill} onClose={close} onBack={done} />}
      {asked === 'export' && <Export skill={skill} onClose={close} />}
      {asked === 'forget' && (
        <Forget
          scope={{ skill: skill.id }}
          what={`the skill “${skill.name}”`}
          onClose={close}
          onForgotten={({ examples, students }) => {
            done(`Forgotten: ${count(examples, 'example')} and ${count(students, 'small model')}.`);
            goTo('skills');
          }}
        />
      )}
    </>
  );
}
