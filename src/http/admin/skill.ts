import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** `GET /admin/skills/{id}`; an unambiguous beginning of the id is enough. */
export const adminSkill: Handler = (exchange) =>
  sendJson(exchange, 200, exchange.server.runtime.learning.skill(exchange.params['id'] ?? ''));
