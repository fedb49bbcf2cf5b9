import './answer-actions.css';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Label } from '../../../../../src/contract/index.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Button } from '../../../ui/button.tsx';
import { ask, runOf } from '../ask/runs.ts';
import type { Ladder } from '../models/ladder.ts';
import { further, nearer, type Step } from '../models/steps.ts';
import type { AnswerTurn } from '../tree/turn.ts';
import { Judge } from './judge.tsx';
import { StepButton } from './step-button.tsx';

interface AnswerActionsProps {
  answer: AnswerTurn;
  ladder: Ladder;
  label: Label;
  /** The way to other answers. */
  children: ComponentChildren;
}

const BUSY: Step = { why: 'Another answer of this conversation is coming: wait for it, or stop it.' };

/** What can be done with an answer that is over: copy, judge, ask again, here or elsewhere. */
export function AnswerActions({ answer, ladder, label, children }: AnswerActionsProps) {
  const [why, setWhy] = useState<string>();
  const { conversation, parent, asked } = answer;
  const busy = runOf(conversation) !== undefined;
  const again = (other: AnswerTurn['asked']): void => {
    if (parent !== null) ask(conversation, parent, other);
  };
  return (
    <>
      <div class="turn-actions" role="group" aria-label="This answer">
        {answer.text !== '' && <CopyButton text={answer.text} label="Copy the answer" />}
        {answer.state === 'done' && <Judge answer={answer} />}
        {answer.state === 'done' ? (
          <Button kind="quiet" icon="again" label="Ask again" disabled={busy} onClick={() => again(asked)} />
        ) : (
          <Button kind="quiet" icon="again" disabled={busy} onClick={() => again(asked)}>
            Try again
          </Button>
        )}
        <StepButton kind="nearer" step={busy ? BUSY : nearer(answer, ladder)} onTake={again} onWhy={setWhy} />
        <StepButton
          kind="further"
          step={busy ? BUSY : further(answer, ladder, label)}
          onTake={again}
          onWhy={setWhy}
        />
        {children}
      </div>
      {why !== undefined && (
        <p class="muted" role="status">
          {why}
        </p>
      )}
    </>
  );
}
