import './empty.css';
import type { ComponentChildren } from 'preact';

/** A place where nothing is yet: what will be here, and how it comes. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}
