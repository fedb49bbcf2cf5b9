import { NearmostError, type ChatPart, type RouteInfo } from '../../contract/index.ts';
import type { EventStream } from '../event-stream.ts';
import type { Exchange } from '../exchange.ts';
import { openaiError } from './error-body.ts';

/**
 * Sends an answer part by part. `write` turns a part into an event; `last` gives the closing events once the ledger row is
 * stored. An error on the way becomes one last event, and the stream ends without `[DONE]`.
 */
export async function pump(
  { outgoing, server }: Exchange,
  events: EventStream,
  parts: AsyncIterable<ChatPart>,
  write: (part: ChatPart) => void,
  last: () => Promise<void>,
): Promise<void> {
  try {
    for await (const part of parts) {
      if (outgoing.destroyed) return; // breaks off the answer
      write(part);
      const wait = events.blocked();
      if (wait) await wait;
    }
    await last();
    events.push('[DONE]');
  } catch (thrown) {
    let error = NearmostError.from(thrown);
    if (error.code === 'cancelled' && server.stopping.aborted)
      error = new NearmostError('not_running', 'The server is stopping.', { cause: error });
    events.push(JSON.stringify(openaiError(error)));
  } finally {
    events.end();
  }
}

/** The route with the warnings, as the field `nearmost`. */
export function nearmostField(route: RouteInfo, warnings: readonly string[]): string {
  return JSON.stringify({ ...route, warnings });
}
