import { Ask } from '../../../ui/ask.tsx';
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
    <Ask title="Delete the conversation?" yes="Delete" no="Keep it" danger onYes={remove} onNo={onClose}>
      <p>
        “{title}” with all its questions, answers and branches is deleted from this browser. This cannot be
        taken back.
      </p>
    </Ask>
  );
}
