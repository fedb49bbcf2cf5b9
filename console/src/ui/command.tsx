import './command.css';
import { CopyButton } from './copy-button.tsx';

/** Words to type or to paste, with a button that copies them. */
export function Command({ text, label }: { text: string; label?: string }) {
  return (
    <div class="command">
      <pre tabIndex={0} aria-label={label ?? 'command'}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
