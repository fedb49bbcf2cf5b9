import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `GET /admin/memory` */
export const adminMemory: Handler = async (exchange) =>
  sendJson(exchange, 200, await (await ownerOf(exchange).memory()).map());
