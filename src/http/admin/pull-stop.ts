import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { modelField } from './model-body.ts';
import { ownerOf } from './owner-of.ts';

const flag = { error: 'must be true or false' };
const schema = z.object({ model: modelField, discard: z.boolean(flag).nullish() });

/** `POST /admin/pull-stop`: answers when it has stopped; what came is kept, unless it is discarded. */
export const adminPullStop: Handler = async (exchange) => {
  const { model, discard } = validate(schema, await readJson(exchange));
  const pulls = await ownerOf(exchange).pulls();
  sendJson(exchange, 200, await pulls.stop(model, { discard: discard ?? false }));
};
