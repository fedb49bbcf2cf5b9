/** Lets text through up to a stop string; holds back what may be the beginning of one. */
export interface StopFilter {
  push(text: string): { text: string; stopped: boolean };
  /** What was held back, at the end. */
  flush(): string;
}

/** Length of the longest end of `text` that begins one of `marks`. */
export function partialEnd(text: string, marks: readonly string[]): number {
  let most = 0;
  for (const mark of marks)
    for (let length = Math.min(mark.length - 1, text.length); length > most; length--)
      if (text.endsWith(mark.slice(0, length))) most = length;
  return most;
}

export function createStopFilter(stops: readonly string[]): StopFilter {
  const marks = stops.filter((stop) => stop !== '');
  let held = '';
  return {
    push(text) {
      if (marks.length === 0) return { text, stopped: false };
      held += text;
      const found = marks.map((mark) => held.indexOf(mark)).filter((at) => at >= 0);
      if (found.length > 0) {
        const out = held.slice(0, Math.min(...found));
        held = '';
        return { text: out, stopped: true };
      }
      const keep = partialEnd(held, marks);
      const out = held.slice(0, held.length - keep);
      held = held.slice(held.length - keep);
      return { text: out, stopped: false };
    },
    flush() {
      const out = held;
      held = '';
      return out;
    },
  };
}
