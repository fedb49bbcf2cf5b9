import type { Pseudonyms } from './pseudonyms.ts';

/** Puts originals back into a text that comes in pieces. */
export interface Restorer {
  /** The next piece; a beginning of a token at its end is kept for the piece after it. */
  push(piece: string): string;
  /** What was kept, at the end. */
  flush(): string;
}

/** The beginning of a token at the end of a text. */
const BEGUN = /<(?:[A-Z]{1,8}|[A-Z]{2,8}_\d{0,6})?$/;
const TOKENS = /(<[A-Z]{2,8}_\d{1,6}>)/;
const LINK = /(?:\/\/|\\\\|www\.|https?:)/i;
/** Letters that can begin a link, kept from one piece to the next. */
const OVERLAP = 8;

/**
 * Follows a text and tells whether the next word would become part of a link: within a run that holds `//` or `www.`, or within
 * quotes or `](<` that do.
 */
function linkWatch(): { see(text: string): void; inside(): boolean } {
  let run = '';
  let runIsLink = false;
  let line = '';
  let lineHasLink = false;
  let opener: string | undefined;
  return {
    see(text) {
      for (const piece of text.split(/(\s)/)) {
        if (/^\s$/.test(piece)) {
          [run, runIsLink] = ['', false];
          if (piece === '\n') [line, lineHasLink, opener] = ['', false, undefined];
          else line = ` `;
          continue;
        }
        run += piece;
        runIsLink ||= LINK.test(run);
        run = run.slice(-OVERLAP);
        for (const letter of piece) {
          line = (line + letter).slice(-OVERLAP);
          if (opener === undefined && /(?:\]\(<|="|=')$/.test(line)) {
            opener = letter === '<' ? '>' : letter;
            lineHasLink = false;
          } else if (letter === opener) opener = undefined;
          if (opener !== undefined) lineHasLink ||= LINK.test(line);
        }
      }
    },
    inside: () => runIsLink || (opener !== undefined && lineHasLink),
  };
}

/**
 * Restores an answer as it streams. A token inside a link stays as it is: a link that somebody wrote must not carry away what was
 * hidden from them. A link that was hidden as a whole comes back as a whole.
 */
export function createRestorer(pseudonyms: Pick<Pseudonyms, 'original'>): Restorer {
  let kept = '';
  const watch = linkWatch();
  const restore = (text: string): string =>
    text
      .split(TOKENS)
      .map((piece, i) => {
        const original = i % 2 === 1 && !watch.inside() ? pseudonyms.original(piece) : undefined;
        // what is put back is ours; what follows it directly is not
        watch.see(original ?? piece);
        return original ?? piece;
      })
      .join('');
  return {
    push(piece) {
      const text = kept + piece;
      const begun = BEGUN.exec(text)?.index ?? text.length;
      kept = text.slice(begun);
      return restore(text.slice(0, begun));
    },
    flush() {
      const rest = kept;
      kept = '';
      return restore(rest);
    },
  };
}
