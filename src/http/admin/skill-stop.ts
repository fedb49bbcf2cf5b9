import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `POST /admin/skills/{id}/stop`: answers when the work has stopped; what was reached is kept. */
export const adminSkillStop: Handler = async (exchange) => {
  const skills = await ownerOf(exchange).skills();
  sendJson(exchange, 200, await skills.stop(exchange.params['id'] ?? ''));
};
