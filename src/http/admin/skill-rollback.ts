import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** `POST /admin/skills/{id}/rollback` */
export const adminSkillRollback: Handler = async (exchange) =>
  sendJson(exchange, 200, await exchange.server.runtime.learning.rollback(exchange.params['id'] ?? ''));
