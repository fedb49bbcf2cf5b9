import './turn-list.css';
import { useMemo } from 'preact/hooks';
import type { Ladder } from '../models/ladder.ts';
import { childrenOf, pathOf } from '../tree/tree.ts';
import type { Conversation } from '../tree/turn.ts';
import { AnswerView } from './answer-view.tsx';
import { QuestionView } from './question-view.tsx';

/** Questions and answers of the branch that is shown. */
export function TurnList({ conversation, ladder }: { conversation: Conversation; ladder: Ladder }) {
  const shown = useMemo(
    () => pathOf(conversation).map((turn) => ({ turn, siblings: childrenOf(conversation, turn.parent) })),
    [conversation],
  );
  return (
    <div class="turns">
      {shown.map(({ turn, siblings }) =>
        turn.role === 'user' ? (
          <QuestionView key={turn.id} turn={turn} siblings={siblings} />
        ) : (
          <AnswerView
            key={turn.id}
            turn={turn}
            siblings={siblings}
            ladder={ladder}
            label={conversation.head.label}
          />
        ),
      )}
    </div>
  );
}
