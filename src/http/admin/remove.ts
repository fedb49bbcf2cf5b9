import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { modelBody } from './model-body.ts';
import { ownerOf } from './owner-of.ts';

/** `POST /admin/remove`: out of memory and off this device. */
export const adminRemove: Handler = async (exchange) => {
  const model = await modelBody(exchange);
  sendJson(exchange, 200, await (await ownerOf(exchange).catalog()).remove(model));
};
