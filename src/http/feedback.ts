import { z } from 'zod';
import type { Handler } from './exchange.ts';
import { wordField } from './fields.ts';
import { readJson } from './read-json.ts';
import { sendJson } from './reply.ts';
import { APP } from './request-context.ts';
import { numberField, validate } from './validate.ts';

const app = { error: 'must have 1 to 64 letters, digits, spaces or . : @ / _ -' };
const schema = z.object({
  request_id: wordField.max(200, { error: 'must have 1 to 200 characters' }),
  verdict: z.enum(['good', 'bad'], { error: 'must be good or bad' }).nullish(),
  score: numberField(0, 1),
  app: z.string(app).regex(APP, app).nullish(),
});

/** `POST /v1/feedback`: what a person or an app says of an answer; saying it again changes nothing. */
export const feedback: Handler = async (exchange) => {
  const body = validate(schema, await readJson(exchange));
  const stored = exchange.server.runtime.feedback({
    requestId: body.request_id,
    ...(body.verdict == null ? {} : { verdict: body.verdict }),
    ...(body.score == null ? {} : { score: body.score }),
    ...(body.app == null ? {} : { app: body.app }),
  });
  const { requestId, score, changed } = stored;
  sendJson(exchange, 200, { object: 'feedback', request_id: requestId, app: stored.app, score, changed });
};
