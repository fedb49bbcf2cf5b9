import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `GET /admin/device`: what this machine has and how fast it is; measures memory when that was long ago. */
export const adminDevice: Handler = async (exchange) =>
  sendJson(exchange, 200, await (await ownerOf(exchange).device()).view());
