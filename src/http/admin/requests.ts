import { z } from 'zod';
import { queryOf, type Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';

const limit = { error: 'must be a whole number from 1 to 1000' };
const words = { error: 'must have 1 to 200 characters' };
const schema = z.object({
  limit: z
    .string()
    .regex(/^\d{1,4}$/, limit)
    .transform(Number)
    .pipe(z.int(limit).min(1, limit).max(1000, limit))
    .optional(),
  before: z.string().min(1, words).max(200, words).optional(),
  app: z.string().min(1, words).max(200, words).optional(),
});

/** `GET /admin/requests?limit=50&before=<request id>&app=<name>`: newest first. */
export const adminRequests: Handler = (exchange) => {
  const { limit = 50, before, app } = validate(schema, Object.fromEntries(queryOf(exchange)));
  const query = { limit, ...(before === undefined ? {} : { before }), ...(app === undefined ? {} : { app }) };
  sendJson(exchange, 200, { requests: exchange.server.runtime.entries(query) });
};
