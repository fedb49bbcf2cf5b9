import { TOKEN } from '../../privacy/pseudonyms/span.ts';

/** What the local model wrote about one part. */
export interface Note {
  /** Counts from 1. */
  part: number;
  text: string;
}

/** A note with the part it was taken from. */
export interface RawNote extends Note {
  source: string;
}

const NOTHING = /^\W*(?:none|nothing|n\/a|keine?s?|rien|nada)\b\W*(?:$|[.!\n])/i;
/** The longest passage of a document that a note may repeat word for word. */
const LONGEST_QUOTE = 160;
/** What is dropped of a note that was broken off within its first sentence: it may be half a number. */
const BROKEN = 40;

/** The last place at or before `at` that is not within a token. */
function outsideTokens(text: string, at: number): number {
  for (const { 0: token, index } of text.matchAll(TOKEN))
    if (index < at && at < index + token.length) return index;
  return at > 0 && /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') ? at - 1 : at;
}

/** Shortens what repeats a long passage of its part: a note says what is there, it is no copy. */
function withoutCopies(note: string, part: string): string {
  let out = '';
  for (let at = 0; at < note.length;) {
    let end = at + LONGEST_QUOTE + 1;
    if (end > note.length || !part.includes(note.slice(at, end))) {
      out += note[at];
      at += 1;
      continue;
    }
    while (end < note.length && part.includes(note.slice(at, end + 1))) end += 1;
    const cut = Math.max(at, outsideTokens(note, at + LONGEST_QUOTE));
    out += `${note.slice(at, cut)} … `;
    at = end < note.length ? Math.max(cut, outsideTokens(note, end)) : end;
  }
  return out;
}

/**
 * A note as it was written; undefined: the part had nothing to say.
 * @param whole false: it was broken off; then its last sentence is dropped
 */
export function readNote(written: string, whole: boolean): string | undefined {
  const text = written.trim();
  if (text === '' || NOTHING.test(text)) return undefined;
  if (whole) return text;
  const end = Math.max(...['. ', '! ', '? ', '; ', '\n'].map((border) => text.lastIndexOf(border)));
  return (end > 0 ? text.slice(0, end + 1) : text.slice(0, -BROKEN)).trim() || undefined;
}

/**
 * The notes as they are used: each in one line, no copy of its part, all together short.
 * @param change what happens to the words before anything is cut off, so that no half of a detail is left
 */
export function shorten(
  notes: readonly RawNote[],
  limits: { each: number; all: number },
  change: (text: string) => string = (text) => text,
): Note[] {
  const most = Math.max(1, Math.min(limits.each, Math.floor(limits.all / Math.max(1, notes.length))));
  return notes.map(({ part, text, source }) => {
    const line = withoutCopies(change(text), change(source)).replace(/\s+/g, ' ').trim();
    return {
      part,
      text: line.length <= most ? line : `${line.slice(0, outsideTokens(line, most - 1))}…`,
    };
  });
}
