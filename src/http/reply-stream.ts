import type { OutgoingHttpHeaders } from 'node:http';
import type { Exchange } from './exchange.ts';

const FULL = 65_536;

/** A reply that is written piece by piece, straight to the socket. */
export interface ReplyStream {
  /** Adds a piece. Pieces of one turn of the event loop leave in one write. */
  write(text: string): void;
  /** Undefined while the reader keeps up; else settles when it has caught up or is gone. */
  blocked(): Promise<void> | undefined;
  /** Sends what is left and ends the reply. */
  end(): void;
}

/** Sends the headers, `content-type` among them, and opens the stream. */
export function openReplyStream(
  { outgoing, headers: own }: Exchange,
  headers: OutgoingHttpHeaders,
): ReplyStream {
  outgoing.writeHead(200, {
    ...own,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  let buffer = '';
  let scheduled = false;

  function flush(): void {
    scheduled = false;
    if (buffer === '' || outgoing.destroyed) return;
    outgoing.write(buffer);
    buffer = '';
  }

  async function drained(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // lets a ready source not starve the sockets
    flush();
    if (!outgoing.writableNeedDrain || outgoing.destroyed) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        outgoing.off('drain', go);
        outgoing.off('close', go);
        resolve();
      };
      outgoing.on('drain', go);
      outgoing.on('close', go);
    });
  }

  return {
    write(text) {
      buffer += text;
      if (scheduled) return;
      scheduled = true;
      setImmediate(flush);
    },
    blocked: () => (outgoing.writableNeedDrain || buffer.length > FULL ? drained() : undefined),
    end() {
      if (outgoing.destroyed) return;
      outgoing.end(buffer);
      buffer = '';
    },
  };
}
