import { useState } from 'preact/hooks';
import type { SkillDetail } from '../../../../../src/contract/index.ts';
import { count } from '../../../format/words.ts';
import { goTo } from '../../../shell/route.ts';
import { Button } from '../../../ui/button.tsx';
import { Forget } from '../forget.tsx';
import { Export } from './export.tsx';
import { Rollback } from './rollback.tsx';
import { Ship } from './ship.tsx';
import { train, trainings } from './training.ts';

interface ActionsProps {
  skill: SkillDetail;
  /** Hears, in words, what was done. */
  onDone: (words: string) => void;
}

/** What the owner can do with a skill. */
export function Actions({ skill, onDone }: ActionsProps) {
  const [asked, setAsked] = useState<'ship' | 'rollback' | 'export' | 'forget'>();
  const training = trainings.value.get(skill.id)?.state === 'running';
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
    <div class="row" role="group" aria-label="What to do with this skill">
      <Button icon="again" disabled={training} onClick={() => void train(skill.id)}>
        {training ? 'Training …' : 'Train now'}
      </Button>
      {passed.length > 0 && <Button onClick={() => setAsked('ship')}>Let another answer …</Button>}
      {skill.serving && <Button onClick={() => setAsked('rollback')}>Roll back …</Button>}
      <Button icon="download" onClick={() => setAsked('export')}>
        Export …
      </Button>
      <Button kind="danger" icon="trash" onClick={() => setAsked('forget')}>
        Forget …
      </Button>
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
    </div>
  );
}
