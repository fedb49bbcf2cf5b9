import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `GET /admin/skills/{id}/grow`: who would be asked, and what it would cost; nothing is asked. */
export const adminSkillGrowth: Handler = async (exchange) =>
  sendJson(exchange, 200, (await ownerOf(exchange).skills()).plan(exchange.params['id'] ?? ''));
