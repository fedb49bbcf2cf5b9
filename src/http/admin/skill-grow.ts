import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { validate } from '../validate.ts';
import { answerWork } from './skill-work.ts';

const count = { error: 'must be a whole number from 1 to 10000' };
const money = { error: 'must be a number from 0 to 1000' };
/** How much is to be written, for how much. */
export const growthFields = {
  count: z.int(count).min(1, count).max(10_000, count),
  budgetUsd: z.number(money).min(0, money).max(1000, money),
};
const schema = z.object({
  ...growthFields,
  stream: z.boolean({ error: 'must be true or false' }).default(false),
});

/** `POST /admin/skills/{id}/grow {count, budgetUsd, stream?}`: the teacher writes more examples. */
export const adminSkillGrow: Handler = async (exchange) => {
  const { count, budgetUsd, stream } = validate(schema, await readJson(exchange));
  const { learning } = exchange.server.runtime;
  const { id } = learning.skill(exchange.params['id'] ?? '');
  await answerWork(exchange, stream, async (options) => ({
    skill: id,
    ...(await learning.grow(id, { count, budgetUsd, ...options })),
  }));
};
