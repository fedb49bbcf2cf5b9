import './choice.css';
import type { Label } from '../../../../../src/contract/index.ts';
import { LABELS, LABEL_WORDS } from '../models/label-words.ts';

/** What may leave this device of a conversation. */
export function LabelChoice({ value, onChange }: { value: Label; onChange: (label: Label) => void }) {
  return (
    <label class="composer-choice">
      <span class="hidden-words">What may leave this device</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Label)}>
        {LABELS.map((label) => (
          <option key={label} value={label}>
            {LABEL_WORDS[label].name}
          </option>
        ))}
      </select>
    </label>
  );
}
