import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';

const words = { error: 'must have 1 to 64 characters' };
const schema = z.object({
  app: z.string(words).min(1, words).max(64, words),
  on: z.boolean({ error: 'must be true or false' }),
});

/** `POST /admin/learn {app, on}`: the owner consents to learning from an app, or takes it back. */
export const adminLearn: Handler = async (exchange) => {
  const { app, on } = validate(schema, await readJson(exchange));
  const { learning } = exchange.server.runtime;
  if (on) learning.allow(app);
  else learning.deny(app);
  sendJson(exchange, 200, { apps: learning.apps() });
};
