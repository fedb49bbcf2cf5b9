/** What kind of personal detail a span of text is. `TEXT`: a text that looks like a token of ours. */
export type Kind = 'EMAIL' | 'PHONE' | 'IBAN' | 'CARD' | 'IP' | 'URL' | 'BIRTH' | 'ID' | 'NAME' | 'TEXT';

/** A piece of a text, by UTF-16 positions; `end` is behind its last one. */
export interface Span {
  start: number;
  end: number;
  kind: Kind;
}

/** The form of a token: `<EMAIL_1>`. */
export const TOKEN = /<([A-Z]{2,8})_(\d{1,6})>/g;

/** Spans in order, without overlap: of two that overlap the union is kept, under the kind of the longer one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push({ ...span });
    else {
      if (span.end - span.start > last.end - last.start) last.kind = span.kind;
      last.end = Math.max(last.end, span.end);
    }
  }
  return merged;
}
