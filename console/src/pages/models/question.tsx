import type { ComponentChildren } from 'preact';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

interface QuestionProps {
  title: string;
  /** What yes does. */
  yes: string;
  danger?: boolean;
  busy?: boolean;
  onYes: () => void;
  onNo: () => void;
  children: ComponentChildren;
}

/** Asks before something is done. */
export function Question({ title, yes, danger = false, busy = false, onYes, onNo, children }: QuestionProps) {
  return (
    <Dialog title={title} onClose={onNo}>
      <div class="stack">
        <p>{children}</p>
        <div class="row">
          <Button kind={danger ? 'danger' : 'main'} disabled={busy} onClick={onYes}>
            {yes}
          </Button>
          <Button onClick={onNo}>No</Button>
        </div>
      </div>
    </Dialog>
  );
}
