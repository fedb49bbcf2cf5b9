import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { ownerOf } from './owner-of.ts';

/** `GET /admin/skill-works` */
export const adminSkillWorks: Handler = async (exchange) =>
  sendJson(exchange, 200, { works: (await ownerOf(exchange).skills()).works() });
