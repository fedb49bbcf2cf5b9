import { NearmostError } from '../contract/errors.ts';

/** One server-sent event. */
export interface SseEvent {
  /** Name of the event; empty: none was given. */
  event: string;
  data: string;
}

/** Longest event that is held, in characters. */
const MAX_EVENT = 16 * 2 ** 20;

/**
 * Reads server-sent events as they come: LF, CRLF and CR ends, comments, keep-alives, any cut between chunks. An event
 * whose closing empty line is missing at the end of the stream is given too; its reader decides whether it is whole.
 * @throws NearmostError `upstream_bad_answer` for an event of more than 16 Mi characters.
 * @example for await (const { data } of readSse(response.body)) handle(JSON.parse(data))
 */
export async function* readSse(body: AsyncIterable<Uint8Array>): AsyncGenerator<SseEvent, void, undefined> {
  const decoder = new TextDecoder();
  /** Pieces of a line that has not ended: to look through all of it again with each piece would take for ever. */
  let open: string[] = [];
  let openLength = 0;
  /** The last character was a CR: a LF that follows belongs to it. */
  let afterCr = false;
  let event = '';
  let data: string | undefined;

  /** Takes one line; gives the event that an empty line closes. */
  const take = (line: string): SseEvent | undefined => {
    if (line === '') {
      const whole = data === undefined ? undefined : { event, data };
      event = '';
      data = undefined;
      return whole;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const from = line[colon + 1] === ' ' ? colon + 2 : colon + 1;
    const value = colon < 0 ? '' : line.slice(from);
    if (field === 'data') data = data === undefined ? value : `${data}\n${value}`;
    else if (field === 'event') event = value;
    return undefined;
  };

  /** The line that ends with this piece. */
  const close = (piece: string): string => {
    if (open.length === 0) return piece;
    const line = open.join('') + piece;
    open = [];
    openLength = 0;
    return line;
  };

  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    if (openLength + text.length + (data?.length ?? 0) > MAX_EVENT)
      throw new NearmostError(
        'upstream_bad_answer',
        'The stream holds an event that is too long to be an answer.',
      );
    const hasCr = text.includes('\r');
    let start = afterCr && text.startsWith('\n') ? 1 : 0;
    afterCr = text.endsWith('\r');
    for (let at = nextEnd(text, start, hasCr); at >= 0; at = nextEnd(text, start, hasCr)) {
      const whole = take(close(text.slice(start, at)));
      start = text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
      if (whole) yield whole;
    }
    if (start < text.length) open.push(text.slice(start));
    openLength += text.length - start;
  }
  const last = close(decoder.decode());
  if (last !== '') {
    const whole = take(last);
    if (whole) yield whole;
  }
  if (data !== undefined) yield { event, data };
}

/** Index of the next LF or CR; `hasCr` spares a search that cannot succeed. */
function nextEnd(text: string, from: number, hasCr: boolean): number {
  const lf = text.indexOf('\n', from);
  const cr = hasCr ? text.indexOf('\r', from) : -1;
  return cr < 0 || (lf >= 0 && lf < cr) ? lf : cr;
}
