import { z } from 'zod';
import { queryOf, type Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';

const words = { error: 'must have 1 to 64 characters' };
const schema = z.object({ app: z.string().min(1, words).max(64, words).optional() });

/** `GET /admin/skills?app=<name>`: apps that consented, and what was found in their requests, newest traffic first. */
export const adminSkills: Handler = (exchange) => {
  const { app } = validate(schema, Object.fromEntries(queryOf(exchange)));
  const { learning } = exchange.server.runtime;
  sendJson(exchange, 200, {
    apps: learning.apps(),
    skills: learning.skills(app === undefined ? {} : { app }),
  });
};
