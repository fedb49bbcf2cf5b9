import { href } from '../../../shell/route.ts';
import { Button } from '../../../ui/button.tsx';
import { runOf } from '../ask/runs.ts';
import type { Head } from '../tree/turn.ts';

interface HistoryItemProps {
  head: Head;
  current: boolean;
  onGo: (() => void) | undefined;
  onRename: () => void;
  onDelete: () => void;
}

/** One conversation of the list. */
export function HistoryItem({ head: { id, title }, current, onGo, onRename, onDelete }: HistoryItemProps) {
  const running = runOf(id) !== undefined;
  return (
    <li class={`history-item${current ? ' history-item-current' : ''}`}>
      <a href={href('chat', id)} aria-current={current ? 'page' : undefined} title={title} onClick={onGo}>
        {title}
      </a>
      {running && <span class="history-running" role="img" aria-label="is being answered" />}
      <Button kind="quiet" icon="edit" label={`Rename ${title}`} onClick={onRename} />
      <Button kind="quiet" icon="trash" label={`Delete ${title}`} onClick={onDelete} />
    </li>
  );
}
