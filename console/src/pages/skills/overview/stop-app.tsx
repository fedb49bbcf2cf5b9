import { useChange } from '../../../api/use-change.ts';
import { Ask } from '../../../ui/ask.tsx';

interface StopAppProps {
  app: string;
  onClose: () => void;
  onStopped: () => void;
}

/** What taking the consent back means, before it is taken back. */
export function StopApp({ app, onClose, onStopped }: StopAppProps) {
  const { busy, error, post } = useChange(onStopped);
  return (
    <Ask
      title={`Stop learning from ${app}?`}
      yes="Stop"
      no="Go on learning"
      busy={busy}
      error={error}
      onYes={() => post('/admin/learn', { app, on: false })}
      onNo={onClose}
    >
      <p>
        Nothing more is kept, and what was learned is not used any more: its requests go to other models
        again. What is kept stays on this device until you forget it, and counts again if you turn learning
        back on.
      </p>
    </Ask>
  );
}
