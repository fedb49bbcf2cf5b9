import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** `POST /admin/shutdown`: says yes first, then stops, so that the caller gets its answer. */
export const adminShutdown: Handler = (exchange) => {
  const { control, close } = exchange.server;
  const stop = control.shutdown ?? close;
  exchange.outgoing.once('finish', () => {
    setImmediate(() => void Promise.resolve(stop()).catch(() => undefined));
  });
  sendJson(exchange, 202, { stopping: true }, { connection: 'close' });
};
