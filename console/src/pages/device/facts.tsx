import './facts.css';
import type { ComponentChildren } from 'preact';

/** Names and what they stand for. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, words: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
