import './choice.css';
import { useId } from 'preact/hooks';

interface ChoiceProps {
  /** The question, for those who do not see it. */
  label: string;
  options: readonly { value: string; title: string; about?: string }[];
  value: string;
  onChoose: (value: string) => void;
  disabled?: boolean;
}

/** One of a few, each with a sentence. */
export function Choice({ label, options, value, onChoose, disabled = false }: ChoiceProps) {
  const name = useId();
  return (
    <fieldset class="choice" disabled={disabled}>
      <legend class="hidden-words">{label}</legend>
      {options.map((option) => (
        <label key={option.value} class="choice-option">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          <span>
            <span class="choice-title">{option.title}</span>
            {option.about !== undefined && <span class="choice-about">{option.about}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
