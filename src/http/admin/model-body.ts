import { z } from 'zod';
import type { Exchange } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { validate } from '../validate.ts';

const error = 'must be a model name of 1 to 256 characters';
/** A field that names a model. */
export const modelField: z.ZodString = z.string({ error }).min(1, { error }).max(256, { error });
const schema = z.object({ model: modelField });

/** The model that a body `{"model": "local/house"}` names. */
export async function modelBody(exchange: Exchange): Promise<string> {
  return validate(schema, await readJson(exchange)).model;
}
