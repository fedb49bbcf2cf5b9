import './examples.css';

/** What the embedded model understands by itself. */
const EXAMPLES = [
  'Wake me at 6:30 tomorrow',
  'Set a timer for 12 minutes',
  'Will it rain in Oslo on Friday?',
] as const;

/** Requests to try with one click. */
export function Examples({ onAsk }: { onAsk: (text: string) => void }) {
  return (
    <ul class="examples" aria-label="Examples">
      {EXAMPLES.map((text) => (
        <li key={text}>
          <button type="button" class="button button-plain" onClick={() => onAsk(text)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
