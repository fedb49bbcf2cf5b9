import { useEffect, useState } from 'preact/hooks';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Choice } from '../../ui/choice.tsx';
import type { Status } from './status.ts';
import { useChange } from '../../api/use-change.ts';

interface ConsentProps {
  settings: Status['settings'];
  onChange: () => void;
}

/** The owner's word on what may leave this device. */
export function Consent({ settings, onChange }: ConsentProps) {
  const { busy, error, post } = useChange(onChange);
  const [chosen, setChosen] = useState<string>();
  const stored = settings.router.offline ? 'offline' : settings.label === 'public' ? 'public' : 'personal';
  useEffect(() => setChosen(undefined), [stored]);
  const choose = (wish: string): void => {
    setChosen(wish);
    if (wish === 'offline') post('/admin/set', { path: 'router.offline', text: 'true' });
    else post('/admin/set', { path: 'label', text: wish });
  };
  return (
    <Card title="What may leave this device">
      <ErrorNotice error={error} />
      {settings.router.offline ? (
        <p>
          Offline mode is on: nothing leaves, whatever an app asks.{' '}
          <button
            class="link"
            type="button"
            disabled={busy}
            onClick={() => post('/admin/set', { path: 'router.offline', text: null })}
          >
            Turn it off
          </button>
        </p>
      ) : (
        <Choice
          label="What may leave this device"
          value={error ? stored : (chosen ?? stored)}
          disabled={busy}
          onChoose={choose}
          options={[
            {
              value: 'personal',
              title: 'Only what is marked as public',
              about:
                'An app, or you in the chat, has to say that a request is public. Everything else stays here.',
            },
            {
              value: 'public',
              title: 'Requests without a mark too',
              about:
                'They go to a provider when this device is not sure enough. What is marked personal or secret never does.',
            },
            {
              value: 'offline',
              title: 'Nothing at all',
              about: 'Offline mode: no provider is asked, for nobody.',
            },
          ]}
        />
      )}
    </Card>
  );
}
