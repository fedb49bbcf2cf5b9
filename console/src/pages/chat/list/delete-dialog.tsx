import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { runOf } from '../ask/runs.ts';
import { dropDraft } from '../composer/draft.ts';
import { discard } from '../store/chats.ts';
import type { Head } from '../tree/turn.ts';

interface DeleteDialogProps {
  head: Head;
  onClose: () => void;
  onDeleted: () => void;
}

/** Asks before a conversation is deleted. */
export function DeleteDialog({ head: { id, title }, onClose, onDeleted }: DeleteDialogProps) {
  const remove = (): void => {
    runOf(id)?.stop();
    dropDraft(id);
    void discard(id);
    onDeleted();
    onClose();
  };
  return (
    <Dialog title="Delete the conversation?" onClose={onClose}>
      <div class="stack">
        <p>
          “{title}” with all its questions, answers and branches is deleted from this browser. This cannot be
          taken back.
        </p>
        <div class="row">
          <Button kind="danger" icon="trash" onClick={remove}>
            Delete
          </Button>
          <Button onClick={onClose}>Keep it</Button>
        </div>
      </div>
    </Dialog>
  );
}
