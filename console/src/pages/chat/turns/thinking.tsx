import { useState } from 'preact/hooks';

/** More is not drawn at once. */
const MOST = 20_000;

/** What the model thought before it answered; closed until somebody wants to know. */
export function Thinking({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="answer-thinking" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What it thought first</summary>
      {open && <p>{text.length > MOST ? `${text.slice(0, MOST)} …` : text}</p>}
    </details>
  );
}
