import type { OutgoingHttpHeaders } from 'node:http';
import type { Exchange } from './exchange.ts';
import { openReplyStream, type ReplyStream } from './reply-stream.ts';

/** A stream of server-sent events. */
export interface EventStream extends Pick<ReplyStream, 'blocked' | 'end'> {
  /** Adds an event, with a name where the dialect has names. */
  push(data: string, name?: string): void;
  /** Adds a line that readers skip; keeps the connection alive. */
  comment(text: string): void;
}

/** Sends the headers and opens the stream. */
export function openEventStream(exchange: Exchange, headers: OutgoingHttpHeaders): EventStream {
  const { write, blocked, end } = openReplyStream(exchange, {
    'content-type': 'text/event-stream; charset=utf-8',
    ...headers,
  });
  return {
    push: (data, name) =>
      write(name === undefined ? `data: ${data}\n\n` : `event: ${name}\ndata: ${data}\n\n`),
    comment: (text) => write(`: ${text}\n\n`),
    blocked,
    end,
  };
}
