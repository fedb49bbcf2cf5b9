import type { ComponentChildren } from 'preact';
import type { CallError } from '../api/call.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNotice } from './error-notice.tsx';

interface AskProps {
  title: string;
  /** What yes does. */
  yes: string;
  /** Default: `No`. */
  no?: string;
  /** True: what happens cannot be taken back. */
  danger?: boolean;
  busy?: boolean;
  /** What is said is not complete yet: the answer waits. */
  waiting?: boolean;
  error?: CallError | undefined;
  onYes: () => void;
  onNo: () => void;
  children: ComponentChildren;
}

/** Asks before something happens, and says what will. */
export function Ask(props: AskProps) {
  const { title, yes, no = 'No', danger = false, busy = false, waiting = false, error } = props;
  return (
    <Dialog title={title} onClose={props.onNo}>
      <div class="stack">
        {props.children}
        <ErrorNotice error={error} />
        <div class="row">
          <Button kind={danger ? 'danger' : 'main'} disabled={busy || waiting} onClick={props.onYes}>
            {busy ? 'Working …' : yes}
          </Button>
          <Button onClick={props.onNo}>{no}</Button>
        </div>
      </div>
    </Dialog>
  );
}
