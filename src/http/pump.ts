import { NearmostError, type ChatPart, type RouteInfo } from '../contract/index.ts';
import type { Exchange } from './exchange.ts';
import type { ReplyStream } from './reply-stream.ts';

/** How a dialect writes an answer down. */
export interface PartWriter {
  part(part: ChatPart): void;
  /** The closing words; runs once the ledger row is stored. */
  last(): Promise<void>;
  /** An error on the way: the last words instead. */
  fail(error: NearmostError): void;
}

/** Sends an answer part by part as fast as the caller reads, and ends the reply. */
export async function pump(
  { outgoing, server }: Exchange,
  stream: Pick<ReplyStream, 'blocked' | 'end'>,
  parts: AsyncIterable<ChatPart>,
  writer: PartWriter,
): Promise<void> {
  try {
    for await (const part of parts) {
      if (outgoing.destroyed) return; // breaks off the answer
      writer.part(part);
      const wait = stream.blocked();
      if (wait) await wait;
    }
    await writer.last();
  } catch (thrown) {
    let error = NearmostError.from(thrown);
    if (error.code === 'cancelled' && server.stopping.aborted)
      error = new NearmostError('not_running', 'The server is stopping.', { cause: error });
    writer.fail(error);
  } finally {
    stream.end();
  }
}

/** The route with the warnings, as the field `nearmost`. */
export function nearmostField(route: RouteInfo, warnings: readonly string[]): string {
  return JSON.stringify({ ...route, warnings });
}
