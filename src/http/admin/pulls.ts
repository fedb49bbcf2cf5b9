import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `GET /admin/pulls` */
export const adminPulls: Handler = async (exchange) =>
  sendJson(exchange, 200, { pulls: (await ownerOf(exchange).pulls()).list() });
