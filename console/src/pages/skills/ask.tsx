import type { ComponentChildren } from 'preact';
import type { CallError } from '../../api/call.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';

interface AskProps {
  title: string;
  yes: string;
  no: string;
  /** True: what happens cannot be taken back. */
  danger?: boolean;
  busy: boolean;
  /** What is said is not complete yet: the answer waits. */
  waiting?: boolean;
  error: CallError | undefined;
  onYes: () => void;
  onNo: () => void;
  children: ComponentChildren;
}

/** Asks before something happens, and says what will. */
export function Ask(props: AskProps) {
  const { title, yes, no, danger = false, busy, waiting = false, error, onYes, onNo, children } = props;
  return (
    <Dialog title={title} onClose={onNo}>
      <div class="stack">
        {children}
        <ErrorNotice error={error} />
        <div class="row">
          <Button kind={danger ? 'danger' : 'main'} disabled={busy || waiting} onClick={onYes}>
            {busy ? 'Working …' : yes}
          </Button>
          <Button onClick={onNo}>{no}</Button>
        </div>
      </div>
    </Dialog>
  );
}
