import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** `GET /admin/ps` */
export const adminPs: Handler = async (exchange) =>
  sendJson(exchange, 200, { models: await exchange.server.runtime.loaded() });
