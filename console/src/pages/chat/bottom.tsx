import type { ComponentChildren } from 'preact';
import type { Label } from '../../../../src/contract/index.ts';
import { useLoad } from '../../api/use-load.ts';
import type { Question } from './ask/actions.ts';
import { Composer } from './composer/composer.tsx';
import { LabelChoice } from './composer/label-choice.tsx';
import { ModelChoice } from './composer/model-choice.tsx';
import { labelWords } from './models/label-words.ts';
import type { Models } from './models/use-models.ts';

interface BottomProps {
  place: string;
  model: string;
  label: Label;
  models: Models;
  /** Ends the answer that is coming; undefined: none is. */
  running: (() => void) | undefined;
  onChange: (more: { model?: string; label?: Label }) => void;
  onSend: (question: Question) => void;
  /** Above it: the way to the newest. */
  children?: ComponentChildren;
}

/** What stays at the bottom: the next question, who is asked, and what may leave. */
export function Bottom({ place, model, label, models, running, onChange, onSend, children }: BottomProps) {
  const split = useLoad<{ settings: { router: { split: string } } }>('/admin/status').data?.settings.router
    .split;
  return (
    <div class="chat-bottom">
      {children}
      <Composer place={place} running={running !== undefined} onSend={onSend} onStop={() => running?.()}>
        <LabelChoice value={label} onChange={(changed) => onChange({ label: changed })} />
        <ModelChoice value={model} models={models} onChange={(changed) => onChange({ model: changed })} />
      </Composer>
      <p class="chat-about">{labelWords(label, split)}</p>
    </div>
  );
}
