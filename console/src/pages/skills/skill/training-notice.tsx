import { useEffect } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { KIND, named } from '../words.ts';
import { trainings } from './training.ts';

/** How far a training of this tab is, and what came of it. */
export function TrainingNotice({ skill, onEnd }: { skill: string; onEnd: () => void }) {
  const training = trainings.value.get(skill);
  const state = training?.state;
  useEffect(() => {
    if (state !== undefined && state !== 'running') onEnd();
  }, [state]);
  if (!training) return null;
  const { words, students, error, stop } = training;
  if (state === 'failed') return <ErrorNotice error={error} />;
  if (state === 'stopped')
    return <Notice level="note" title="The training was stopped; nothing was changed by it." />;
  if (state === 'done')
    return (
      <Notice
        level="ok"
        title={students.length === 0 ? 'There was nothing new to train.' : 'Trained and tested:'}
      >
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
  return (
    <div class="skill-training" role="status">
      <progress aria-label="Training" />
      <span>{named(words)}</span>
      <Button icon="stop" onClick={stop}>
        Stop
      </Button>
    </div>
  );
}
