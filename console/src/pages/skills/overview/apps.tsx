import { useState } from 'preact/hooks';
import type { SeenApp, SkillStatus } from '../../../../../src/contract/index.ts';
import { count } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Forget } from '../forget.tsx';
import { AllowApp } from './allow-app.tsx';
import { AppRow, type AppQuestion } from './app-row.tsx';
import { StopApp } from './stop-app.tsx';

interface AppsProps {
  apps: readonly SeenApp[];
  skills: readonly SkillStatus[];
  now: number;
  /** Hears, in words, what was changed. */
  onChange: (words: string) => void;
}

/** The apps that asked, and whether this device may learn from them. */
export function Apps({ apps, skills, now, onChange }: AppsProps) {
  const [asked, setAsked] = useState<{ app: SeenApp; about: AppQuestion }>();
  const close = (): void => setAsked(undefined);
  const done = (words: string): void => {
    close();
    onChange(words);
  };
  const learned = new Set(skills.map(({ app }) => app));
  return (
    <Card title="Apps that may be learned from">
      {apps.length === 0 ? (
        <Empty title="No app has asked yet.">
          <p>
            Apps that use this device name themselves in the header <code>x-nearmost-app</code> and show up
            here.
          </p>
        </Empty>
      ) : (
        <ul class="skills-list" aria-label="Apps">
          {apps.map((app) => (
            <AppRow
              key={app.app}
              app={app}
              now={now}
              learned={learned.has(app.app)}
              onAsk={(about) => setAsked({ app, about })}
            />
          ))}
        </ul>
      )}
      {asked?.about === 'allow' && (
        <AllowApp
          app={asked.app}
          onClose={close}
          onAllowed={() => done(`Learning from ${asked.app.app} is on.`)}
        />
      )}
      {asked?.about === 'stop' && (
        <StopApp
          app={asked.app.app}
          onClose={close}
          onStopped={() => done(`Learning from ${asked.app.app} is off.`)}
        />
      )}
      {asked?.about === 'forget' && (
        <Forget
          scope={{ app: asked.app.app }}
          what={`everything learned from ${asked.app.app}`}
          onClose={close}
          onForgotten={({ examples, students }) =>
            done(`Forgotten: ${count(examples, 'example')} and ${count(students, 'small model')}.`)
          }
        />
      )}
    </Card>
  );
}
