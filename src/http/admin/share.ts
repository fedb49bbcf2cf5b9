import { z } from 'zod';
import { queryOf, type Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { ownerOf } from './owner-of.ts';

const days = { error: 'must be a whole number from 1 to 366' };
const words = { error: 'must have 1 to 200 characters' };
const schema = z.object({
  days: z
    .string()
    .regex(/^\d{1,3}$/, days)
    .transform(Number)
    .pipe(z.int(days).min(1, days).max(366, days))
    .optional(),
  app: z.string().min(1, words).max(200, words).optional(),
});

/** `GET /admin/share?days=30&app=<name>`: local share, quality, money and time, by day and by app. */
export const adminShare: Handler = async (exchange) => {
  const { days, app } = validate(schema, Object.fromEntries(queryOf(exchange)));
  const share = await ownerOf(exchange).share();
  const report = await share.report({
    ...(days === undefined ? {} : { days }),
    ...(app === undefined ? {} : { app }),
  });
  sendJson(exchange, 200, report);
};
