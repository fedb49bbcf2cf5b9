import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** `GET /admin/providers` */
export const adminProviders: Handler = async (exchange) =>
  sendJson(exchange, 200, await exchange.server.runtime.providers());
