import './file-chip.css';
import { bytes } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';

/** A file that goes, or went, with a question. */
export function FileChip({ name, size, onRemove }: { name: string; size: number; onRemove?: () => void }) {
  return (
    <li class="file-chip">
      <span class="file-chip-name" title={name}>
        {name}
      </span>
      <span class="file-chip-size">{bytes(size)}</span>
      {onRemove && <Button kind="quiet" icon="close" label={`Leave ${name} out`} onClick={onRemove} />}
    </li>
  );
}
