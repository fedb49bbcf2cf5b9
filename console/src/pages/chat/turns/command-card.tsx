import './command-card.css';
import { CodeBlock } from '../markdown/code-block.tsx';
import type { Command } from './read-command.ts';

/** A command for an app, as fields; the JSON that an app gets is one click away. */
export function CommandCard({ command: { title, fields }, text }: { command: Command; text: string }) {
  return (
    <div class="command-card">
      <strong>{title ?? 'Fields'}</strong>
      {fields.length > 0 && (
        <dl>
          {fields.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {title !== undefined && (
        <p class="command-card-about">An app that asked would now do this. Here it is only understood.</p>
      )}
      <details>
        <summary>What an app gets (JSON)</summary>
        <CodeBlock text={text} language="json" />
      </details>
    </div>
  );
}
