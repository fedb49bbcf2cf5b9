import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** `GET /admin/terms`: whose answers may be learned from. */
export const adminTerms: Handler = (exchange) =>
  sendJson(exchange, 200, { terms: exchange.server.runtime.learning.terms() });
