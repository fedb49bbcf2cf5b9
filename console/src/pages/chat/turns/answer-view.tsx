import './answer-view.css';
import type { Label } from '../../../../../src/contract/index.ts';
import { runs } from '../ask/runs.ts';
import { show } from '../ask/actions.ts';
import { Markdown } from '../markdown/markdown.tsx';
import type { Ladder } from '../models/ladder.ts';
import { tab } from '../store/chats.ts';
import type { AnswerTurn, Turn } from '../tree/turn.ts';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerWhy } from './answer-why.tsx';
import { Branches } from './branches.tsx';
import { CommandCard } from './command-card.tsx';
import { Failure } from './failure.tsx';
import { readCommand } from './read-command.ts';
import { settled } from './settled.ts';
import { Thinking } from './thinking.tsx';

interface AnswerViewProps {
  turn: AnswerTurn;
  siblings: readonly Turn[];
  ladder: Ladder;
  label: Label;
}

/** One answer: as far as it came, where it was made and why, and what can be done with it. */
export function AnswerView({ turn, siblings, ladder, label }: AnswerViewProps) {
  const live = runs.value.get(turn.id)?.turn.value;
  const answer = live ?? settled(turn, tab, Date.now());
  const running = answer.state === 'running';
  const command = running ? undefined : readCommand(answer.text);
  const branches = (
    <Branches
      of="answer"
      at={siblings.findIndex(({ id }) => id === turn.id)}
      count={siblings.length}
      onChoose={(at) => siblings[at] && show(siblings[at])}
    />
  );
  return (
    <article class="answer" aria-busy={running}>
      <h2 class="hidden-words">Answer</h2>
      {answer.reasoning !== undefined && <Thinking text={answer.reasoning} />}
      {command ? (
        <CommandCard command={command} text={answer.text} />
      ) : (
        answer.text !== '' && <Markdown text={answer.text} whole={!running} />
      )}
      {running && answer.text === '' && (
        <p class="answer-waiting">{live ? 'Waiting for the first word' : 'Another tab waits for it'}</p>
      )}
      {answer.state === 'done' && answer.text === '' && <p class="muted">The model answered with nothing.</p>}
      <Failure answer={answer} />
      <AnswerWhy answer={answer} />
      {running ? (
        branches
      ) : (
        <AnswerActions answer={answer} ladder={ladder} label={label}>
          {branches}
        </AnswerActions>
      )}
    </article>
  );
}
