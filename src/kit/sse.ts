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
  let rest = '';
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

  for await (const chunk of body) {
    const searched = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    rest += decoder.decode(chunk, { stream: true });
    const hasCr = rest.includes('\r');
    if (rest.length + (data?.length ?? 0) > MAX_EVENT)
      throw new NearmostError(
        'upstream_bad_answer',
        'The stream holds an event that is too long to be an answer.',
      );
    let start = 0;
    for (let at = nextEnd(rest, searched, hasCr); at >= 0; at = nextEnd(rest, start, hasCr)) {
      // A CR at the very end may be the first half of a CRLF.
      if (rest[at] === '\r' && at === rest.length - 1) break;
      const whole = take(rest.slice(start, at));
      start = rest[at] === '\r' && rest[at + 1] === '\n' ? at + 2 : at + 1;
      if (whole) yield whole;
    }
    rest = rest.slice(start);
  }
  rest += decoder.decode();
  if (rest.endsWith('\r')) rest = rest.slice(0, -1);
  if (rest !== '') {
    const whole = take(rest);
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
