import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { ownerOf } from './owner-of.ts';

const path = { error: 'must be the path of a setting: "budget.monthUsd"' };
const text = { error: 'must be a text of at most 2000 characters, or null' };
const schema = z.object({
  path: z.string(path).min(1, path).max(200, path),
  text: z.string(text).max(2000, text).nullable(),
});

/** `POST /admin/set {path, text}`: changes one setting at once; null: its default again. */
export const adminSet: Handler = async (exchange) => {
  const { path, text } = validate(schema, await readJson(exchange));
  const settings = await ownerOf(exchange).settings();
  await settings.set(path, text);
  sendJson(exchange, 200, { path, set: true });
};
