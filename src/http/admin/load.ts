import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { modelBody } from './model-body.ts';

/** `POST /admin/load`: answers when the model is ready. */
export const adminLoad: Handler = async (exchange) => {
  const model = await modelBody(exchange);
  await exchange.server.runtime.load(model);
  sendJson(exchange, 200, { model, loaded: true });
};
