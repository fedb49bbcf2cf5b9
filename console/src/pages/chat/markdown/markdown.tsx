import './markdown.css';
import { useRef, useState } from 'preact/hooks';
import { bytes } from '../../../format/words.ts';
import { Button } from '../../../ui/button.tsx';
import { BlockView } from './block-view.tsx';
import { grow, NOTHING, type Grown } from './grow.ts';

/** Characters that are shown at first, and with each press of the button: what a page draws without a stop. */
const PORTION = 60_000;
/** Reading takes at most one part in so many of the time. */
const REST = 6;

interface MarkdownProps {
  text: string;
  /** No more text comes. */
  whole: boolean;
}

/** An answer with its headings, lists, tables and code. Nothing in it is run or loaded. */
export function Markdown({ text, whole }: MarkdownProps) {
  const [limit, setLimit] = useState(PORTION);
  const read = useRef<{ grown: Grown; at: number; took: number }>({ grown: NOTHING, at: 0, took: 0 });
  const cut = text.length > limit;
  const now = performance.now();
  const { at, took } = read.current;
  if (whole || cut || now - at > took * REST) {
    const shown = (cut ? text.slice(0, limit) : text).replaceAll('\r\n', '\n');
    const grown = grow(read.current.grown, shown, whole || cut);
    const end = performance.now();
    read.current = { grown, at: end, took: end - now };
  }
  const { done, tail } = read.current.grown;
  return (
    <>
      <div class="markdown">
        {[...done, ...tail].map((block) => (
          <BlockView key={block.at} token={block.token} />
        ))}
      </div>
      {cut && (
        <p class="row muted">
          This answer is very long: {bytes(text.length - limit)} more.
          <Button onClick={() => setLimit(limit + PORTION)}>Show more</Button>
        </p>
      )}
    </>
  );
}
