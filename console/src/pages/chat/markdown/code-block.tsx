import './code-block.css';
import { CopyButton } from '../../../ui/copy-button.tsx';

/** A piece of code with its language, and a button that copies it. */
export function CodeBlock({ text, language }: { text: string; language: string | undefined }) {
  const name = language?.split(/\s/, 1)[0]?.slice(0, 30);
  return (
    <div class="code-block">
      <div class="code-block-head">
        <span>{name === undefined || name === '' ? 'code' : name}</span>
        <CopyButton text={text} label="Copy the code" />
      </div>
      <pre tabIndex={0} aria-label={`code${name ? ` in ${name}` : ''}`} role="region">
        <code>{text}</code>
      </pre>
    </div>
  );
}
