import { useState } from 'preact/hooks';
import type { SeenApp, SkillStatus } from '../../../../../src/contract/index.ts';
import { ago, count, percent } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { Forget } from '../forget.tsx';
import { whole } from '../words.ts';
import { AllowApp } from './allow-app.tsx';
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
  const [asked, setAsked] = useState<{ app: SeenApp; about: 'allow' | 'stop' | 'forget' }>();
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
        <Table
          label="Apps"
          rows={apps}
          keyOf={({ app }) => app}
          columns={[
            {
              head: 'App',
              cell: ({ app, lastAt }) => (
                <>
                  <div>{app}</div>
                  <div class="muted small">{ago(lastAt, now)}</div>
                </>
              ),
            },
            { head: 'Requests', number: true, cell: ({ requests }) => whole(requests) },
            {
              head: 'Answered here',
              number: true,
              cell: ({ requests, local }) => (requests === 0 ? '–' : percent(local / requests)),
            },
            { head: 'Learning', cell: ({ learning }) => (learning ? 'on' : 'off') },
            {
              head: 'Change',
              cell: (app) => (
                <div class="skills-buttons">
                  {app.learning ? (
                    <Button
                      label={`Stop learning from ${app.app}`}
                      onClick={() => setAsked({ app, about: 'stop' })}
                    >
                      Stop
                    </Button>
                  ) : (
                    <Button label={`Learn from ${app.app}`} onClick={() => setAsked({ app, about: 'allow' })}>
                      Learn
                    </Button>
                  )}
                  {learned.has(app.app) && (
                    <Button
                      kind="quiet"
                      icon="trash"
                      label={`Forget everything of ${app.app}`}
                      onClick={() => setAsked({ app, about: 'forget' })}
                    />
                  )}
                </div>
              ),
            },
          ]}
        />
      )}
      <p class="muted small">Requests of the last 30 days.</p>
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
