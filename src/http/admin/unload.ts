import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { modelBody } from './model-body.ts';

/** `POST /admin/unload`: answers when the model is out of memory. */
export const adminUnload: Handler = async (exchange) => {
  const model = await modelBody(exchange);
  await exchange.server.runtime.unload(model);
  sendJson(exchange, 200, { model, loaded: false });
};
