import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';

interface EditTurnProps {
  text: string;
  onSend: (text: string) => void;
  onCancel: () => void;
}

/** A question that is put in other words. */
export function EditTurn({ text, onSend, onCancel }: EditTurnProps) {
  const [value, setValue] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const send = (): void => {
    if (value.trim() !== '') onSend(value);
  };
  return (
    <form
      class="question-edit"
      onSubmit={(event) => (event.preventDefault(), send())}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          // An answer that is coming goes on.
          event.stopPropagation();
          onCancel();
        }
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          send();
        }
      }}
    >
      <textarea
        ref={field}
        aria-label="Your question"
        rows={Math.min(12, value.split('\n').length + 1)}
        value={value}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <div class="row">
        <Button kind="main" type="submit" disabled={value.trim() === ''}>
          Ask again
        </Button>
        <Button onClick={onCancel}>Leave as it was</Button>
        <span class="muted">The first wording stays, as a branch.</span>
      </div>
    </form>
  );
}
