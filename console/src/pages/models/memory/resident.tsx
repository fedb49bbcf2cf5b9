import './resident.css';
import type { MappedModel } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { bytes } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { shortName } from '../words.ts';
import { doingWords, partWords } from './memory-words.ts';
import { PinButton } from './pin-button.tsx';

interface ResidentProps {
  model: MappedModel;
  /** As in the bar. */
  number: number;
  now: number;
  onChange: () => void;
}

/** A model in memory: what it does, what it takes, and how it goes. */
export function Resident({ model, number, now, onChange }: ResidentProps) {
  const { busy, error, post } = useChange(onChange);
  const name = shortName(model.model);
  return (
    <li class="resident" aria-label={name}>
      <div>
        <span class="resident-number" aria-hidden="true">
          {number}
        </span>{' '}
        <span class="resident-name">{name}</span> <span>{doingWords(model, now)}</span>
        <div class="muted small">
          <span class="resident-size">{bytes(model.bytes)}</span>
          <span class="method">{model.method}</span> · {partWords(model)}
          {model.kvBytes > 0 && <span class="method">estimated</span>}
        </div>
        <ErrorNotice error={error} />
      </div>
      <div class="row">
        <PinButton model={model.model} pinned={model.pinned} onChange={onChange} />
        <Button
          disabled={busy || model.state === 'closing'}
          onClick={() => post('/admin/unload', { model: model.model })}
        >
          Unload<span class="hidden-words"> {name}</span>
        </Button>
      </div>
    </li>
  );
}
