import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** `POST /admin/reload`: settings that were changed in the file count from now on. */
export const adminReload: Handler = async (exchange) => {
  await exchange.server.runtime.reload();
  sendJson(exchange, 200, { reloaded: true });
};
