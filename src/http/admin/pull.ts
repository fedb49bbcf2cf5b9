import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { modelField } from './model-body.ts';
import { ownerOf } from './owner-of.ts';

const flag = { error: 'must be true or false' };
const schema = z.object({ model: modelField, acceptMetered: z.boolean(flag).nullish() });

/** `POST /admin/pull`: answers at once; the pull goes on in the server and tells of itself in `/admin/events`. */
export const adminPull: Handler = async (exchange) => {
  const { model, acceptMetered } = validate(schema, await readJson(exchange));
  const pulls = await ownerOf(exchange).pulls();
  sendJson(exchange, 202, await pulls.start(model, { acceptMetered: acceptMetered ?? false }));
};
