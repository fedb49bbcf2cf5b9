import type { SeenApp } from '../../../../../src/contract/index.ts';
import { ago, percent } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { whole } from '../../../format/whole.ts';

/** What an owner may want of an app. */
export type AppQuestion = 'allow' | 'stop' | 'forget';

interface AppRowProps {
  app: SeenApp;
  now: number;
  /** Whether something of it is kept. */
  learned: boolean;
  onAsk: (about: AppQuestion) => void;
}

/** One app, whether it may be learned from, and the switch. */
export function AppRow({ app: seen, now, learned, onAsk }: AppRowProps) {
  const { app, requests, local, lastAt, learning } = seen;
  const asked =
    requests === 0
      ? 'no request in the last 30 days'
      : `${whole(requests)} ${requests === 1 ? 'request' : 'requests'} in 30 days, ${percent(local / requests)} answered here, last ${ago(lastAt, now)}`;
  return (
    <li class="skills-row">
      <div class="skills-what">
        <strong>{app}</strong>
        <div class="muted small">{asked}</div>
      </div>
      <div class="skills-buttons">
        <span class={learning ? 'skills-on' : 'muted'}>
          {learning ? 'Learning is on' : 'Not learned from'}
        </span>
        {learning ? (
          <Button label={`Stop learning from ${app}`} onClick={() => onAsk('stop')}>
            Stop
          </Button>
        ) : (
          <Button label={`Learn from ${app}`} onClick={() => onAsk('allow')}>
            Learn
          </Button>
        )}
        {learned && (
          <Button
            kind="quiet"
            icon="trash"
            label={`Forget everything of ${app}`}
            onClick={() => onAsk('forget')}
          />
        )}
      </div>
    </li>
  );
}
