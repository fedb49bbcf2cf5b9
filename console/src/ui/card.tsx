import './card.css';
import type { ComponentChildren } from 'preact';

interface CardProps {
  title?: string;
  /** At the right of the title: a button, a choice. */
  side?: ComponentChildren;
  children: ComponentChildren;
}

/** One subject of a page. */
export function Card({ title, side, children }: CardProps) {
  return (
    <section class="card" aria-label={title}>
      {(title !== undefined || side !== undefined) && (
        <header class="card-head">
          {title !== undefined && <h2>{title}</h2>}
          {side}
        </header>
      )}
      {children}
    </section>
  );
}
