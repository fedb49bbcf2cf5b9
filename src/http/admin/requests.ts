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
  place: z.enum(['local', 'cloud'], { error: 'must be local or cloud' }).optional(),
  outcome: z
    .enum(['answered', 'handed_over', 'error', 'cancelled'], {
      error: 'must be answered, handed_over, error or cancelled',
    })
    .optional(),
});

/**
 * `GET /admin/requests?limit=50&before=<request id>&app=<name>&place=local&outcome=answered`: newest first, with the clock of the
 * server, so that ages can be told by browsers whose own clock differs.
 */
export const adminRequests: Handler = (exchange) => {
  const { runtime, clock } = exchange.server;
  const query = validate(schema, Object.fromEntries(queryOf(exchange)));
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
  sendJson(exchange, 200, { requests: runtime.entries(given), now: clock.now() });
};
