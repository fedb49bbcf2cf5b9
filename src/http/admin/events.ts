import type { RuntimeEvent } from '../../contract/index.ts';
import { openEventStream } from '../event-stream.ts';
import type { Handler } from '../exchange.ts';

const HEARTBEAT_MS = 15_000;
/** A reader that is this far behind is gone, or might as well be. */
const BEHIND_BYTES = 4 * 1_048_576;

/** `GET /admin/events`: every event of the runtime from now on, one JSON object each, until the caller leaves. */
export const adminEvents: Handler = (exchange) =>
  new Promise<void>((resolve) => {
    const { outgoing, server, signal } = exchange;
    const events = openEventStream(exchange, {});
    events.comment('listening');
    const heartbeat = setInterval(() => events.comment('here'), HEARTBEAT_MS);
    const push = (event: RuntimeEvent): void => {
      if (outgoing.writableLength > BEHIND_BYTES) outgoing.destroy();
      else events.push(JSON.stringify(event));
    };
    const stops = [server.runtime.on(push), server.owner?.on(push)];
    const end = (): void => {
      clearInterval(heartbeat);
      for (const stop of stops) stop?.();
      events.end();
      for (const over of [signal, server.stopping]) over.removeEventListener('abort', end);
      resolve();
    };
    outgoing.once('close', end);
    // A listener never ends by itself, so it is no running request that the server should wait for.
    for (const over of [signal, server.stopping]) over.addEventListener('abort', end, { once: true });
  });
