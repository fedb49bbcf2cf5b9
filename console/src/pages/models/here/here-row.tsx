import './here-row.css';
import { useState } from 'preact/hooks';
import type { HereModel } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { bytes, count } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { PinButton } from '../memory/pin-button.tsx';
import { Pair } from '../pair.tsx';
import { shortName, speedWords } from '../words.ts';
import { aboutWords, onTopWords } from './here-words.ts';
import { RemoveQuestion } from './remove-question.tsx';

interface HereRowProps {
  model: HereModel;
  skills: readonly HereModel[];
  inMemory: boolean;
  pinned: boolean;
  onChange: () => void;
}

/** A model on this device: what it takes and how quick it is, foreseen and measured; load, pin, remove. */
export function HereRow({ model: here, skills, inMemory, pinned, onChange }: HereRowProps) {
  const [removing, setRemoving] = useState(false);
  const { busy, error, post } = useChange(onChange);
  const { model, name, predicted, measured, origin } = here;
  const id = shortName(model);
  const size = (value: number | null): string | undefined => (value === null ? undefined : bytes(value));
  const speed = (value: number | null): string | undefined =>
    value === null ? undefined : speedWords(value);
  return (
    <li class="here-row" aria-label={id}>
      <div class="here-about">
        <h3 class="here-name">{id}</h3>
        {name !== id && <div>{name}</div>}
        <div class="muted small">{aboutWords(here)}</div>
        <div class="muted small">{onTopWords(skills)}</div>
        <ErrorNotice error={error} />
      </div>
      <Pair label="Memory" measured={size(measured.bytes)} estimated={size(predicted.bytes)} />
      <Pair
        label="Speed"
        measured={speed(measured.tokensPerSecond)}
        sample={`in ${count(measured.answers, 'answer')}`}
        estimated={speed(predicted.tokensPerSecond)}
      />
      <div class="row here-actions">
        <Button disabled={busy} onClick={() => post(inMemory ? '/admin/unload' : '/admin/load', { model })}>
          {busy ? 'Wait …' : inMemory ? 'Unload' : 'Load'}
          <span class="hidden-words"> {id}</span>
        </Button>
        <PinButton model={model} pinned={pinned} onChange={onChange} />
        {origin !== 'embedded' && (
          <Button kind="quiet" icon="trash" label={`Remove ${id}`} onClick={() => setRemoving(true)} />
        )}
      </div>
      {removing && (
        <RemoveQuestion
          model={here}
          onClose={() => setRemoving(false)}
          onRemoved={() => (setRemoving(false), onChange())}
        />
      )}
    </li>
  );
}
