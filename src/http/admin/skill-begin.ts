import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { validate } from '../validate.ts';
import { ownerOf } from './owner-of.ts';
import { growthFields } from './skill-grow.ts';

const base = { error: 'must be the id of a local model' };
const flag = { error: 'must be true or false' };
const schema = z.discriminatedUnion(
  'do',
  [
    z.object({ do: z.literal('train') }),
    z.object({ do: z.literal('grow'), ...growthFields, train: z.boolean(flag).default(true) }),
    z.object({ do: z.literal('retarget'), base: z.string(base).min(1, base).max(200, base) }),
  ],
  { error: 'must be one of train, grow, retarget' },
);

/** `POST /admin/skills/{id}/begin`: answers at once; the work goes on in the server and tells of itself in `/admin/events`. */
export const adminSkillBegin: Handler = async (exchange) => {
  const task = validate(schema, await readJson(exchange));
  const skills = await ownerOf(exchange).skills();
  sendJson(exchange, 202, skills.begin(exchange.params['id'] ?? '', task));
};
