import './page-head.css';
import type { ComponentChildren } from 'preact';

interface PageHeadProps {
  title: string;
  /** One sentence: what this page is for. */
  about: string;
  side?: ComponentChildren;
}

/** The head of a page. */
export function PageHead({ title, about, side }: PageHeadProps) {
  return (
    <header class="page-head">
      <div>
        <h1>{title}</h1>
        <p class="muted">{about}</p>
      </div>
      {side}
    </header>
  );
}
