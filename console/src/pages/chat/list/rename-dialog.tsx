import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field } from '../../../ui/field.tsx';
import { rename } from '../store/chats.ts';
import type { Head } from '../tree/turn.ts';

/** Gives a conversation another title. */
export function RenameDialog({ head, onClose }: { head: Head; onClose: () => void }) {
  const [title, setTitle] = useState(head.title);
  const save = (): void => {
    if (title.trim() === '') return;
    void rename(head.id, title.trim().slice(0, 200));
    onClose();
  };
  return (
    <Dialog title="Rename the conversation" onClose={onClose}>
      <form class="stack" onSubmit={(event) => (event.preventDefault(), save())}>
        <Field label="Title" value={title} onInput={setTitle} />
        <div class="row">
          <Button kind="main" type="submit" disabled={title.trim() === ''}>
            Rename
          </Button>
          <Button onClick={onClose}>Leave it</Button>
        </div>
      </form>
    </Dialog>
  );
}
