import { useState } from 'preact/hooks';
import { Icon } from '../../../ui/icon.tsx';
import type { Step } from '../models/steps.ts';

interface StepButtonProps {
  kind: 'nearer' | 'further';
  step: Step;
  onTake: (asked: { model: string; route?: 'local' | 'cloud' }) => void;
  /** Says why it cannot be taken; undefined: it says nothing more. */
  onWhy: (why: string | undefined) => void;
}

/** Asks the same again nearer or further; where that cannot be, it can still be pressed, and says why. */
export function StepButton({ kind, step, onTake, onWhy }: StepButtonProps) {
  const [told, setTold] = useState(false);
  const refused = 'why' in step;
  const press = (): void => {
    if (!refused) return onTake(step.asked);
    setTold(!told);
    onWhy(told ? undefined : step.why);
    return undefined;
  };
  return (
    <button
      type="button"
      class="button button-quiet"
      title={refused ? step.why : step.words}
      aria-disabled={refused}
      onClick={press}
    >
      <Icon name={kind} />
      <span>{kind === 'nearer' ? 'Try nearer' : 'Try further'}</span>
    </button>
  );
}
