import './history-list.css';
import { useState } from 'preact/hooks';
import { goTo, href } from '../../../shell/route.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { conversations } from '../store/chats.ts';
import type { Head } from '../tree/turn.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { HistoryItem } from './history-item.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { useFound } from './use-found.ts';

/** Conversations that are drawn at once. */
const PORTION = 60;

/** The conversations of this browser: search, rename, delete, begin a new one. */
export function HistoryList({ shown, onGo }: { shown: string | undefined; onGo?: () => void }) {
  const [words, setWords] = useState('');
  const [most, setMost] = useState(PORTION);
  const [asking, setAsking] = useState<{ what: 'rename' | 'delete'; head: Head }>();
  const all = conversations.value;
  const found = useFound(words, all);
  return (
    <nav class="history" aria-label="Conversations">
      <a class="button button-plain" href={href('chat')} onClick={onGo}>
        <Icon name="plus" /> <span>New conversation</span>
      </a>
      {all !== undefined && all.length > 0 && (
        <input
          class="history-search"
          type="search"
          aria-label="Search conversations"
          placeholder="Search"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <ul class="history-items">
        {found.slice(0, most).map((head) => (
          <HistoryItem
            key={head.id}
            head={head}
            current={head.id === shown}
            onGo={onGo}
            onRename={() => setAsking({ what: 'rename', head })}
            onDelete={() => setAsking({ what: 'delete', head })}
          />
        ))}
      </ul>
      {found.length > most && (
        <Button kind="quiet" icon="down" onClick={() => setMost(most + PORTION)}>
          Show more
        </Button>
      )}
      {words !== '' && found.length === 0 && <p class="history-note">Nothing was said of that.</p>}
      {all !== undefined && all.length > 0 && <p class="history-note">Kept in this browser only.</p>}
      {asking?.what === 'rename' && <RenameDialog head={asking.head} onClose={() => setAsking(undefined)} />}
      {asking?.what === 'delete' && (
        <DeleteDialog
          head={asking.head}
          onClose={() => setAsking(undefined)}
          onDeleted={() => asking.head.id === shown && goTo('chat')}
        />
      )}
    </nav>
  );
}
