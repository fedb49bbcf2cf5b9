/** Where a text is cut best, best first. */
const BORDERS = ['\n\n', '\n', '. ', ' '];
/** The last share of a part in which a border is looked for. */
const WINDOW = 0.4;

const isLowSurrogate = (code: number): boolean => code >= 0xdc_00 && code <= 0xdf_ff;

function cutAt(text: string, start: number, most: number): number {
  const end = start + most;
  if (end >= text.length) return text.length;
  const from = start + Math.floor(most * (1 - WINDOW));
  for (const border of BORDERS) {
    const at = text.lastIndexOf(border, end - border.length);
    if (at >= from && at > start) return at + border.length;
  }
  return isLowSurrogate(text.charCodeAt(end)) && end - 1 > start ? end - 1 : end;
}

/** A passage that stays in one part. */
export interface Passage {
  start: number;
  end: number;
}

/**
 * Cuts a text into parts of at most so many characters (at least 2), at paragraphs, lines, sentences or words where it can.
 * Joined, they are the text.
 * @param passages in order, apart: no part ends within one that fits a part
 */
export function cutParts(text: string, most: number, passages: readonly Passage[] = []): string[] {
  const parts: string[] = [];
  let next = 0;
  for (let start = 0; start < text.length;) {
    let end = cutAt(text, start, Math.max(2, most));
    while (next < passages.length && (passages[next]?.end ?? 0) <= start) next += 1;
    for (let i = next; i < passages.length && (passages[i]?.start ?? end) < end; i += 1) {
      const from = passages[i]?.start ?? end;
      if ((passages[i]?.end ?? 0) > end && from > start) end = from;
    }
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}
