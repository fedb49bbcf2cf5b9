import './question-view.css';
import { useRef, useState } from 'preact/hooks';
import { bytes } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { askDifferently, show } from '../ask/actions.ts';
import { runOf } from '../ask/runs.ts';
import { FileChip } from '../composer/file-chip.tsx';
import type { Turn, UserTurn } from '../tree/turn.ts';
import { Branches } from './branches.tsx';
import { EditTurn } from './edit-turn.tsx';

/** More is drawn only when somebody asks for it. */
const MOST = 4000;

/** One question, with its files; it can be put in other words. */
export function QuestionView({ turn, siblings }: { turn: UserTurn; siblings: readonly Turn[] }) {
  const [editing, setEditing] = useState(false);
  const [all, setAll] = useState(false);
  const { text, files } = turn;
  const article = useRef<HTMLElement>(null);
  const leave = (): void => {
    setEditing(false);
    requestAnimationFrame(() => article.current?.querySelector<HTMLElement>('[data-edit] button')?.focus());
  };
  if (editing)
    return (
      <EditTurn
        text={text}
        onCancel={leave}
        onSend={(other) => (setEditing(false), askDifferently(turn, other))}
      />
    );
  const cut = !all && text.length > MOST;
  return (
    <article class="question" ref={article}>
      <h2 class="hidden-words">You asked</h2>
      {text !== '' && <div class="question-text">{cut ? `${text.slice(0, MOST)} …` : text}</div>}
      {cut && (
        <Button kind="quiet" icon="down" onClick={() => setAll(true)}>
          Show {bytes(text.length - MOST)} more
        </Button>
      )}
      {files.length > 0 && (
        <ul class="question-files" aria-label="Files">
          {files.map((file, at) => (
            <FileChip key={at} name={file.name} size={file.bytes} />
          ))}
        </ul>
      )}
      <div class="turn-actions" role="group" aria-label="This question">
        <Branches
          of="question"
          at={siblings.findIndex(({ id }) => id === turn.id)}
          count={siblings.length}
          onChoose={(at) => siblings[at] && show(siblings[at])}
        />
        <CopyButton text={text} label="Copy the question" />
        <span data-edit>
          <Button
            kind="quiet"
            icon="edit"
            label="Change the question"
            disabled={runOf(turn.conversation) !== undefined}
            onClick={() => setEditing(true)}
          />
        </span>
      </div>
    </article>
  );
}
