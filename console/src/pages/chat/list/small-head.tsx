import { useState } from 'preact/hooks';
import { href } from '../../../shell/route.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { conversations } from '../store/chats.ts';
import { HistoryList } from './history-list.tsx';

/** Where there is no room for the list of conversations: a button that shows it, and one for a new conversation. */
export function SmallHead({ shown }: { shown: string | undefined }) {
  const [open, setOpen] = useState(false);
  const count = conversations.value?.length ?? 0;
  if (count === 0) return null;
  return (
    <div class="chat-small">
      <Button kind="quiet" icon="list" expanded={open} onClick={() => setOpen(true)}>
        Conversations ({count})
      </Button>
      {shown !== undefined && (
        <a class="button button-quiet" href={href('chat')}>
          <Icon name="plus" /> <span>New</span>
        </a>
      )}
      {open && (
        <Dialog title="Conversations" onClose={() => setOpen(false)}>
          <HistoryList shown={shown} onGo={() => setOpen(false)} />
        </Dialog>
      )}
    </div>
  );
}
