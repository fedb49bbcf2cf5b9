import { z } from 'zod';
import { queryOf, type Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { modelField } from './model-body.ts';
import { ownerOf } from './owner-of.ts';

const schema = z.object({ model: modelField });

/** `GET /admin/look?model=owner/repo`: asks the hub for the header, nothing else of it. */
export const adminLook: Handler = async (exchange) => {
  const { model } = validate(schema, Object.fromEntries(queryOf(exchange)));
  sendJson(exchange, 200, await (await ownerOf(exchange).catalog()).look(model));
};
