import type { SeenApp } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { Notice } from '../../../ui/notice.tsx';
import { Ask } from '../../../ui/ask.tsx';

interface AllowAppProps {
  app: SeenApp;
  onClose: () => void;
  onAllowed: () => void;
}

/** What learning from an app means, before it is turned on. */
export function AllowApp({ app: { app, obstacle }, onClose, onAllowed }: AllowAppProps) {
  const { busy, error, post } = useChange(onAllowed);
  return (
    <Ask
      title={`Learn from ${app}?`}
      yes="Yes, learn from it"
      no="No"
      busy={busy}
      error={error}
      onYes={() => post('/admin/learn', { app, on: true })}
      onNo={onClose}
    >
      {obstacle !== null && (
        <Notice level="note" title="Nothing will be learned as things are.">
          {obstacle}
        </Notice>
      )}
      <p>Nothing is kept without your consent. With it:</p>
      <ul class="skills-lines">
        <li>
          When a request of {app} is answered by a stronger model, request and answer are kept{' '}
          <strong>on this device</strong> as an example. What is marked secret is never kept.
        </li>
        <li>
          Small models learn from the examples here. One may answer by itself only after a test shows that it
          agrees with the stronger model often enough.
        </li>
        <li>
          Some of its answers are checked by asking the stronger model too, which costs as much as asking it
          always did. If they stop agreeing, the small model is taken out of service by itself.
        </li>
        <li>Only models whose terms allow it, or your agreement with their maker, may teach.</li>
        <li>You can stop at any time, and delete all of it.</li>
      </ul>
    </Ask>
  );
}
