import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { modelField } from './model-body.ts';
import { ownerOf } from './owner-of.ts';

const schema = z.object({ model: modelField, on: z.boolean({ error: 'must be true or false' }) });

/** `POST /admin/pin`: whether a model stays once it is loaded. */
export const adminPin: Handler = async (exchange) => {
  const { model, on } = validate(schema, await readJson(exchange));
  sendJson(exchange, 200, { pinned: await (await ownerOf(exchange).memory()).pin(model, on) });
};
