import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `GET /admin/settings`: every setting that holds, with where it comes from; secrets are the word `set`. */
export const adminSettings: Handler = async (exchange) =>
  sendJson(exchange, 200, { settings: await (await ownerOf(exchange).device()).settings() });
