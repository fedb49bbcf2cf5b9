import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { APP } from '../request-context.ts';
import { integerField, validate } from '../validate.ts';
import { modelField } from './model-body.ts';

const error = 'must have 1 to 64 letters, digits, spaces or . : @ / _ -';
const DAY_MS = 86_400_000;
const schema = z.object({
  model: modelField,
  app: z.string({ error }).regex(APP, { error }).nullish(),
  inMs: integerField(0, DAY_MS),
});

/** `POST /admin/prewarm`: answers at once; the load goes on when and if it pays. */
export const adminPrewarm: Handler = async (exchange) => {
  const { model, app, inMs } = validate(schema, await readJson(exchange));
  const intent = { ...(app == null ? {} : { app }), ...(inMs == null ? {} : { inMs }) };
  sendJson(exchange, 200, await exchange.server.runtime.prewarm(model, intent));
};
