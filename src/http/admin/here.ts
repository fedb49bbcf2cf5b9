import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `GET /admin/here` */
export const adminHere: Handler = async (exchange) =>
  sendJson(exchange, 200, await (await ownerOf(exchange).catalog()).here());
