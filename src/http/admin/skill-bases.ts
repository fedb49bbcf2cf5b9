import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `GET /admin/skills/{id}/retarget`: local models that it can be trained for. */
export const adminSkillBases: Handler = async (exchange) =>
  sendJson(exchange, 200, { bases: (await ownerOf(exchange).skills()).bases(exchange.params['id'] ?? '') });
