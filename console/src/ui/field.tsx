import './field.css';
import type { ComponentChildren } from 'preact';

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
  // Preact's types know each kind of input by itself, not a choice of them.
  const kind: object = { type };
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <input
        {...kind}
        value={value}
        placeholder={placeholder}
        autoComplete={type === 'password' ? 'new-password' : 'off'}
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
        aria-invalid={problem !== undefined}
      />
      {problem !== undefined && <span class="field-problem">{problem}</span>}
      {children !== undefined && <span class="field-help">{children}</span>}
    </label>
  );
}
