import './choice.css';
import type { Label } from '../../../../../src/contract/index.ts';
import { LABELS, LABEL_WORDS } from '../models/label-words.ts';

/** What may leave this device of a conversation. */
export function LabelChoice({ value, onChange }: { value: Label; onChange: (label: Label) => void }) {
  return (
    <span class="composer-choice">
      <select
        aria-label="What may leave this device"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value as Label)}
      >
        {LABELS.map((label) => (
          <option key={label} value={label}>
            {LABEL_WORDS[label].name}
          </option>
        ))}
      </select>
    </span>
  );
}
