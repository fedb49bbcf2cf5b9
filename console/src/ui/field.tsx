import './field.css';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  /** `password`: not shown, and not offered to be kept. */
  type?: 'text' | 'password' | 'search' | 'number';
  /** What is wrong with the value. */
  problem?: string | undefined;
  /** One sentence of help. */
  children?: ComponentChildren;
  placeholder?: string;
}

/** One line to fill in, with its name and its help. */
export function Field({ label, value, onInput, type = 'text', problem, placeholder, children }: FieldProps) {
  const id = useId();
  // Preact's types know each kind of input by itself, not a choice of them.
  const kind: object = { type };
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        {...kind}
        id={id}
        value={value}
        placeholder={placeholder}
        autoComplete={type === 'password' ? 'new-password' : 'off'}
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-help`}
      />
      <div id={`${id}-help`}>
        {problem !== undefined && <span class="field-problem">{problem}</span>}
        {children !== undefined && <span class="field-help">{children}</span>}
      </div>
    </div>
  );
}
